"""From settings and rows to a pipeline."""

import hashlib
import json
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest

import ringkas
from articles import ARTICLE
from ringkas import assembly
from ringkas.assembly import Machine, assemble, default_cache, open_pipeline, signature, silent
from ringkas.errors import LicenceRefused, ModelNotInstalled, SettingInvalid, StoreUnwritable, UnknownModel
from ringkas.registry import Registry
from ringkas.settings import Settings
from ringkas.store import Store
from ringkas.types import Article, ProfileSpec, Result, Source, WeightsSpec

REGISTRY = Registry.load()
FAKE = Settings(profile="fake")
SOURCE = Source(None, "text", "utf-8", len(ARTICLE), hashlib.sha256(ARTICLE.encode()).hexdigest())


def machine(folder: Path, registry: Registry = REGISTRY, said: list[str] | None = None) -> Machine:
    return Machine(registry, Store(folder / "cache"), threads=1, say=silent if said is None else said.append)


def with_weights(**changes: object) -> Registry:
    """The registry with the fake weights changed."""
    fake = replace(REGISTRY.weights["fake"], **changes)  # type: ignore[arg-type]
    return replace(REGISTRY, weights={**REGISTRY.weights, "fake": fake})


def test_a_pipeline_runs_with_the_profiles_models(tmp_path: Path) -> None:
    pipeline = assemble(FAKE, machine(tmp_path))
    (result,) = pipeline.run([Article("a", ARTICLE, SOURCE)])
    assert isinstance(result, Result)
    use = result.models["abstract"]
    assert (use.task, use.weights, use.engine, use.licence) == ("summarise-fake", "fake", "fake", "Apache-2.0")
    assert result.models["translate"].task == "translate-fake"
    assert result.versions["ringkas"] == version("ringkas")
    assert result.versions["trafilatura"] == version("trafilatura")


def test_two_tasks_on_the_same_weights_share_one_generator(tmp_path: Path) -> None:
    pipeline = assemble(FAKE, machine(tmp_path))
    assert pipeline.abstractor.generator is pipeline.translator.generator


def test_only_the_tasks_in_use_are_named(tmp_path: Path) -> None:
    assert set(assemble(replace(FAKE, translate=False), machine(tmp_path)).models) == {"abstract"}
    assert assemble(replace(FAKE, translate=False, abstract=False), machine(tmp_path)).models == {}


def test_nothing_is_loaded_before_it_is_needed(tmp_path: Path) -> None:
    absent = with_weights(source="hub", engine="torch", repo="kabar/model", revision="a" * 40)
    pipeline = assemble(FAKE, machine(tmp_path, absent))
    assert not (tmp_path / "cache").exists()
    with pytest.raises(ModelNotInstalled):
        pipeline.run([Article("a", ARTICLE, SOURCE)])


def test_an_unknown_profile_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnknownModel, match=r"'fale'.*did you mean 'fake'"):
        assemble(Settings(profile="fale"), machine(tmp_path))


def test_commercial_use_is_refused_where_it_is_forbidden(tmp_path: Path) -> None:
    forbidden = machine(tmp_path, with_weights(commercial="forbidden", licence="CC-BY-NC-4.0", data_terms="news"))
    assemble(FAKE, forbidden)
    with pytest.raises(LicenceRefused, match=r"fake may not be used commercially: licence CC-BY-NC-4\.0; data: news\."):
        assemble(replace(FAKE, commercial=True), forbidden)


def test_only_models_in_use_are_held_to_their_terms(tmp_path: Path) -> None:
    forbidden = machine(tmp_path, with_weights(commercial="forbidden"))
    assert assemble(replace(FAKE, commercial=True, abstract=False, translate=False), forbidden).models == {}


def test_unstated_terms_are_told_when_use_is_commercial(tmp_path: Path) -> None:
    said: list[str] = []
    unstated = machine(tmp_path, with_weights(commercial="unstated"), said)
    assemble(FAKE, unstated)
    assert said == []
    assemble(replace(FAKE, commercial=True, translate=False), unstated)
    assert len(said) == 1
    assert "does not state whether commercial use is allowed" in said[0]


def test_the_signature_names_version_profile_and_tasks() -> None:
    parts = signature(FAKE, REGISTRY).split("|")
    assert parts[:2] == [f"ringkas:{version('ringkas')}", "profile:fake"]
    assert [part.split("@")[0] for part in parts[2:]] == ["abstract:summarise-fake", "translate:translate-fake"]
    assert all(len(part.split("@")[1]) == 8 for part in parts[2:])


def test_the_signature_changes_with_all_that_changes_the_output() -> None:
    plain = signature(FAKE, REGISTRY)
    task = REGISTRY.tasks["translate-fake"]
    reworded = replace(REGISTRY, tasks={**REGISTRY.tasks, task.name: replace(task, prompt="Inggris: {text}")})
    signatures = [
        plain,
        signature(replace(FAKE, beam_size=1), REGISTRY),
        signature(replace(FAKE, sentences=2), REGISTRY),
        signature(replace(FAKE, translate=False), REGISTRY),
        signature(FAKE, with_weights(sha256="b" * 64)),
        signature(FAKE, reworded),
    ]
    assert len(set(signatures)) == len(signatures)


def test_the_signature_does_not_change_with_terms_that_change_no_output() -> None:
    assert signature(FAKE, with_weights(licence="MIT", data_terms="other")) == signature(FAKE, REGISTRY)
    assert signature(replace(FAKE, commercial=True), REGISTRY) == signature(FAKE, REGISTRY)


def test_the_beam_overrides_both_tasks(tmp_path: Path) -> None:
    pipeline = assemble(replace(FAKE, beam_size=2), machine(tmp_path))
    for task in (pipeline.abstractor.task, pipeline.translator.task):
        assert (task.options.beam_size, task.options.candidates) == (2, 2)
        assert task.options.max_output_tokens == REGISTRY.tasks[task.name].options.max_output_tokens
    assert assemble(FAKE, machine(tmp_path)).abstractor.task == REGISTRY.tasks["summarise-fake"]


def test_versions_name_the_engine_in_use(tmp_path: Path) -> None:
    assert "openvino" in assemble(Settings(), machine(tmp_path)).versions
    assert "openvino" not in assemble(FAKE, machine(tmp_path)).versions


def test_a_library_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def missing(name: str) -> str:
        if name == "trafilatura":
            raise PackageNotFoundError(name)
        return version(name)

    monkeypatch.setattr(assembly, "version", missing)
    assert assemble(FAKE, machine(tmp_path)).versions["trafilatura"] == "not installed"


def test_a_profile_of_two_weights_loads_both(tmp_path: Path) -> None:
    other = replace(REGISTRY.weights["fake"], name="fake-two")
    task = replace(REGISTRY.tasks["translate-fake"], name="translate-two", weights="fake-two")
    registry = Registry(
        weights={**REGISTRY.weights, "fake-two": other},
        tasks={**REGISTRY.tasks, "translate-two": task},
        profiles={"two": ProfileSpec("two", "summarise-fake", "translate-two")},
    )
    pipeline = assemble(Settings(profile="two"), machine(tmp_path, registry))
    names = {generator.spec.name for generator in (pipeline.abstractor.generator, pipeline.translator.generator)}
    assert names == {"fake", "fake-two"}
    assert isinstance(pipeline.abstractor.generator.spec, WeightsSpec)


def test_the_library_opens_a_pipeline_by_the_names_of_settings(tmp_path: Path) -> None:
    pipeline = open_pipeline(cache=tmp_path, profile="fake", sentences=1)
    (result,) = pipeline.run([Article("a", ARTICLE, SOURCE)])
    assert isinstance(result, Result)
    assert result.summary
    assert len(result.summary.sentences) == 1
    assert json.loads(json.dumps(ringkas.record(result)))["schema"] == "ringkas.record/1"
    with pytest.raises(SettingInvalid):
        open_pipeline(cache=tmp_path, sentences=0)


def test_the_library_reads_a_models_file(tmp_path: Path) -> None:
    file = tmp_path / "models.toml"
    file.write_text('[profiles.lain]\nabstract = "summarise-fake"\ntranslate = "translate-fake"\n')
    assert open_pipeline(cache=tmp_path, models_file=file, profile="lain").signature.split("|")[1] == "profile:lain"


def test_the_default_cache_is_the_platforms(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert default_cache() == tmp_path / "ringkas"

    def homeless(_name: str) -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(assembly, "user_cache_path", homeless)
    with pytest.raises(StoreUnwritable, match="no home directory"):
        default_cache()
