"""Texts for tests, written for the project."""

ARTICLE = """Warga Tegal Tanam 1.500 Bibit Mangrove

Tegal (Kabar Nusantara) - Sebanyak 320 warga Kelurahan Muarareja, Kota Tegal, menanam 1.500 bibit mangrove di pesisir \
utara, Minggu (8/3). Penanaman itu bertujuan menahan abrasi yang menggerus pantai hingga 12 meter dalam lima tahun.

Ketua kelompok tani Mina Lestari, Suparman, mengatakan bibit disediakan oleh warga sendiri dengan biaya Rp4,5 juta. \
"Kami tidak menunggu bantuan. Kalau pantai habis, rumah kami ikut hilang," kata dia di Tegal, Minggu.

Dinas Kelautan dan Perikanan Jawa Tengah akan memantau pertumbuhan bibit setiap tiga bulan. Menurut dinas itu, hanya \
60 persen bibit yang ditanam pada 2024 bertahan hidup karena gelombang tinggi.

Baca juga: Nelayan Brebes panen rajungan

Pewarta: Ayu Kartika
Editor: Bagas Nugroho

COPYRIGHT © Kabar Nusantara 2026
"""

ERUPTION = """Status Gunung Slamet Naik Menjadi Waspada

Purbalingga (Kabar Nusantara) - Pusat vulkanologi menaikkan status gunung Slamet dari normal menjadi waspada, Selasa. \
Warga dilarang mendekati kawah dalam radius dua kilometer. Petugas mencatat 45 gempa embusan sejak dini hari.

Bupati meminta warga di lima desa tetap tenang dan tidak mempercayai kabar yang belum jelas sumbernya. Pemerintah \
daerah menyiapkan tiga tempat pengungsian yang dapat menampung 2.000 orang.
"""

ENGLISH = """The city council approved a new budget for schools on Tuesday after a long debate until midnight.
The mayor said that the money would be spent on repairing old buildings and on hiring more teachers for the coming year.
Parents who attended the meeting welcomed the decision, but some of them asked why it had taken so long to be made.
"""

BOILERPLATE = """Pewarta: Ayu Kartika

Editor: Bagas Nugroho

COPYRIGHT © ANTARA 2026
"""
