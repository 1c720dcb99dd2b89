"""Show where the microseconds of an article go, step by step, in one process."""

import time
from collections import Counter
from itertools import chain

import msgspec

from site_builder import annotating, metadata, pipeline, reading, segmenting
from site_builder.commonmark import count_words, plain_blocks
from site_builder.disk import Staging, find_sources, open_source
from site_builder.engine import open_site
from site_builder.engine.site import open_theme
from site_builder.indexing import assign_addresses, count_recurrences
from site_builder.rendering import Renderer, add_ids, render_blocks

_FACETS = ("regions", "themes", "years")


class Stages:
    """Adds up the CPU time of named steps."""

    def __init__(self):
        self.seconds = Counter()
        self._last = time.process_time()

    def begin(self):
        """Leave out what was done since the last step."""
        self._last = time.process_time()

    def end(self, name):
        """Count the time since the last step."""
        now = time.process_time()
        self.seconds[name] += now - self._last
        self._last = now


def stages(content, room):
    """Build the articles of a folder step by step; gives CPU seconds by step and the number of articles.

    The parts of `understand` are timed one by one, and then it is called for the result, untimed.
    """
    site = open_site(content, content=content)
    settings = site.settings
    encode = msgspec.msgpack.Encoder().encode
    decode = msgspec.msgpack.Decoder(pipeline.Study).decode
    paths = list(find_sources(content, display_path="").stamps)
    segmenting.gather_evidence(
        reading.read(open_source(content, paths[0], display_path="", limit=10**7), settings)
    )
    took = Stages()
    kept, sightings = [], []
    for path in paths:
        took.begin()
        source = open_source(content, path, display_path="", limit=settings.limits.file_bytes)
        took.end("open the source")
        found, document = reading.read_document(source, settings)
        took.end("decode, parse into blocks, fingerprint, language, outlet")
        evidence = segmenting.gather_evidence(found)
        took.end("measure the evidence for labels")
        html = render_blocks(document, remote_images=False, prefix="a-")
        took.end("render Markdown to safe HTML")
        texts = plain_blocks(document)
        took.end("extract plain text")
        lines = [text.line_with_alt for text in texts]
        words = tuple(map(count_words, lines))
        html = add_ids(html, texts)
        took.end("count words, add ids")
        study = pipeline.Study(
            reading=found,
            evidence=evidence,
            html=html,
            words=words,
            openings=tuple(line[: pipeline.EXCERPT + 1] for line in lines),
            data=source.data,
            corrections=reading.read_corrections(b"", ""),
            labelled=reading.labelled_facets(found, settings.indexes),
        )
        sightings.append(study.passage_record)
        kept.append(encode(study))
        took.end("put away between the two steps")
    took.begin()
    recurrences = count_recurrences(sightings)
    addresses = assign_addresses(paths, shown=str).addresses
    took.end("weigh recurrences, give addresses")
    renderer = Renderer(open_theme(site).templates)
    staging = Staging(room)
    for data, sighting, path in zip(kept, sightings, paths, strict=True):
        took.begin()
        study = decode(data)
        own = {each: recurrences[each] for each in sighting.fingerprints if each in recurrences}
        took.end("put away between the two steps")
        found = study.reading
        verdicts = segmenting.classify(found, study.evidence, own, reasons=False)
        took.end("label the blocks")
        state = metadata.extract_metadata(found, [verdict.role for verdict in verdicts], settings)
        took.end("read the metadata")
        labels = segmenting.assign_voices(found, verdicts, state.metadata, own)
        groups = annotating.group_segments(labels)
        annotating.annotate(groups, labels, state.metadata, found.fingerprints, own)
        took.end("voices and notes")
        article = pipeline.understand(study, own, settings, reasons=False)
        took.begin()
        card = pipeline.card_of(study, article, addresses[path], settings)
        outputs = list(
            pipeline.render_article(
                study, article, card, settings=settings, facets=_FACETS, renderer=renderer
            )
        )
        took.end("fill the templates of the page and the files beside it")
        above = card.address.rstrip("/")
        staging.put_all(above, [(each.path.rpartition("/")[2], each.data) for each in outputs])
        took.end("write the files")
    return took.seconds, len(paths)


def report(content, room):
    """Print the table."""
    seconds, count = stages(content, room)
    print(f"CPU microseconds an article, one process, {count:,} articles")
    for name, spent in chain(seconds.items(), (("in all", seconds.total()),)):
        print(f"{name:<60}{spent / count * 1e6:>8,.0f}")
