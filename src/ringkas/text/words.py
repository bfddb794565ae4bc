"""Words: tokens that keep numbers and reduplications whole, stop words, stems."""

import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from snowballstemmer.indonesian_stemmer import IndonesianStemmer

# Letters and digits, joined by hyphens and apostrophes (`anak-anak`, `ke-10`, `Jum'at`) and, between digits, by the
# marks of numbers, dates and times (`Rp2.375.000`, `13/6/2025`, `10.30`). Combining marks belong to their letter.
_PART = r"(?:[^\W_][\u0300-\u036f]*)+"
_WORD = re.compile(rf"{_PART}(?:(?:[-‐‑'’]|(?<=\d)[.,:/](?=\d)){_PART})*")

# Function words of news Indonesian, by kind. Verbs of speech count as function words: they carry the attribution,
# not the news.
STOP_WORDS: frozenset[str] = frozenset(
    (
        # pronouns and determiners
        "aku saya kami kita kamu anda kalian engkau kau dia ia beliau mereka dirinya diri sendiri nya ini itu begini "
        "begitu tersebut demikian sini situ sana siapa apa apakah mana manakah bagaimana mengapa kenapa kapan berapa "
        "para sang si setiap tiap semua seluruh segala sebagian beberapa berbagai sejumlah banyak sedikit "
        "masing-masing suatu sebuah seorang seseorang sesuatu salah satu lain lainnya kedua ketiga pihaknya "
        # prepositions
        "di ke dari pada daripada kepada dalam oleh untuk bagi dengan tanpa tentang mengenai terhadap atas antara "
        "antar hingga sampai sejak sekitar selama menurut berdasarkan melalui lewat per demi guna akibat berkat "
        "seperti bagaikan sebagai kecuali selain beserta serta bersama terkait seputar depan belakang bawah luar "
        "samping "
        # conjunctions and connectors
        "dan atau tetapi tapi namun melainkan sedangkan sementara padahal meski meskipun walau walaupun sekalipun "
        "karena sebab sehingga maka supaya agar jika kalau bila apabila jikalau bilamana ketika saat sewaktu waktu "
        "setelah sesudah sebelum sebelumnya kemudian lalu selanjutnya akhirnya bahwa yang yakni yaitu ialah adalah "
        "merupakan bahkan apalagi malah malahan justru lagipula selagi seraya sambil seolah seakan asal asalkan andai "
        "seandainya seiring adapun sebaliknya pasalnya karenanya "
        # modality, aspect, negation, degree
        "tidak tak tiada bukan belum jangan tanpa akan bakal telah sudah sedang masih pernah baru juga pun lagi saja "
        "hanya cuma sekadar bisa dapat mampu boleh harus mesti wajib perlu ingin mau hendak mungkin pasti tentu "
        "tentunya memang sebenarnya sebetulnya sesungguhnya ternyata rupanya seharusnya semestinya agak amat sangat "
        "sekali terlalu cukup lebih kurang paling makin semakin terlebih hampir nyaris selalu sering kerap kadang "
        "kadang-kadang jarang segera langsung kembali tetap terus sama ada adanya terdapat menjadi jadi dijadikan "
        "dilakukan melakukan memiliki mempunyai hal halnya secara maupun baik ya iya nah lah kah kok sih dong deh kan "
        "toh "
        # time words that date a report rather than tell it
        "kini sekarang tadi nanti nantinya kemarin besok lusa senin selasa rabu kamis jumat sabtu minggu hari pekan "
        "bulan tahun lalu mendatang pukul wib wita wit "
        # verbs of speech
        "kata katanya ujar ujarnya ucap ucapnya tutur tuturnya jelas jelasnya ungkap ungkapnya imbuh imbuhnya tambah "
        "tambahnya lanjut lanjutnya sebut sebutnya tegas tegasnya papar paparnya terang terangnya tulis tulisnya "
        "pungkas pungkasnya tandas tandasnya mengatakan menyatakan menyebut menyebutkan mengungkapkan menjelaskan "
        "menambahkan menuturkan mengaku menilai menegaskan memaparkan menerangkan melanjutkan dikatakan disebut "
        "disebutkan dikutip dilansir mengutip melansir menurutnya baginya keterangannya "
    ).split()
)

_QUOTE_MARKS = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "`": "'"})


def plain_quotes(text: str) -> str:
    """Returns the text with every quotation mark as its ASCII twin, letter for letter."""
    return text.translate(_QUOTE_MARKS)


def words(text: str) -> list[str]:
    """Returns the words of a text in order, case kept; punctuation and symbols are no words."""
    return _WORD.findall(text)


def count_words(text: str) -> int:
    """Returns how many words `words` finds."""
    return len(_WORD.findall(text))


@cache
def common_words() -> frozenset[str]:
    """Words that are no names, in small letters: the stop words, and what news writes small as often as not."""
    return STOP_WORDS.union(word.removesuffix("=") for word in word_list("common-words.txt"))


def word_list(name: str) -> list[str]:
    """The lines of a file of the package's data, comments left out."""
    lines = files("ringkas").joinpath("data", name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]


@cache
def _stemmer() -> "IndonesianStemmer":
    import snowballstemmer

    return snowballstemmer.stemmer("indonesian")


def stem(word: str) -> str:
    """Returns the lower-cased stem of a word by Snowball's Indonesian algorithm (Tala, 2003)."""
    return str(_stemmer().stemWord(word.lower()))
