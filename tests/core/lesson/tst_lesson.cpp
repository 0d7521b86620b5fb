// The lesson parser on texts of its own: blocks, styles, links, formulas, the predict card, and errors with their
// place.
#include <QtTest>

#include "core/lesson/lesson.h"

using namespace gradus;

namespace {

const std::string head = "---\nminutes: 4\nlevel: introductory\nlectures: 000 §1\nsee_also: a/b, c/d\n---\n\n";

/// The message of the error that parsing `text` ends in, or an empty string.
std::string errorOf(const std::string& text) {
  try {
    parseLesson(text, "x.md");
  } catch (const UserError& error) {
    return error.what();
  }
  return {};
}

}  // namespace

class TestLesson : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void readsFrontMatter() {
    const auto lesson = parseLesson(head + "## Look\nOne.\n", "x.md");
    QCOMPARE(lesson.minutes, 4);
    QCOMPARE(lesson.level, std::string("introductory"));
    QCOMPARE(lesson.lectures, std::string("000 §1"));
    QCOMPARE(lesson.seeAlso, (std::vector<std::string>{"a/b", "c/d"}));
    QCOMPARE(lesson.mainFormula, -1);
  }

  void readsBlocksAndStyles() {
    const auto lesson =
        parseLesson(head +
                        "## Try\nPlain **bold *both*** `co*de`\n  next \\*line\\*.\n\n1. one\n   more\n2. two\n\n"
                        "- bullet\n- second\n\n$$a + b$$\n",
                    "x.md");
    const auto* section = lesson.section("Try");
    QVERIFY(section != nullptr);
    QCOMPARE(section->blocks.size(), std::size_t{6});
    const auto& first = section->blocks[0];
    QCOMPARE(plainText(first.spans), std::string("Plain bold both co*de next *line*."));
    QVERIFY(first.spans[1].bold && !first.spans[1].italic);
    QVERIFY(first.spans[2].bold && first.spans[2].italic);
    QVERIFY(first.spans[4].code);
    QCOMPARE(section->blocks[1].number, 1);
    QCOMPARE(plainText(section->blocks[1].spans), std::string("one more"));
    QCOMPARE(section->blocks[2].number, 2);
    QVERIFY(section->blocks[3].kind == LessonBlock::Kind::Bullet);
    QVERIFY(section->blocks[5].kind == LessonBlock::Kind::Formula);
    QCOMPARE(section->blocks[5].line, 19);
  }

  void placesFormulas() {
    const auto lesson = parseLesson(
        head + "## Look\nA $x_1$.\n\n## Why\n[$$\\frac{a}\n  {b}$$](see:view=plane)\n\nand $ y $\n", "x.md");
    QCOMPARE(lesson.formulas.size(), std::size_t{3});
    QCOMPARE(lesson.formulas[0], (LessonFormula{"x_1", false, 9, 3}));
    QCOMPARE(lesson.formulas[1], (LessonFormula{"\\frac{a} {b}", true, 12, 2}));
    QCOMPARE(lesson.formulas[2].tex, std::string("y"));
    QCOMPARE(lesson.formulas[2].line, 15);
    QCOMPARE(lesson.mainFormula, 1);
    QCOMPARE(lesson.section("Why")->blocks[0].spans[0].link, 0);
    QVERIFY(lesson.links[0].speaksOfView("plane"));
    QCOMPARE(lesson.links[0].line, 12);
  }

  void frontMatterMayNameTheMainFormula() {
    auto text = head;
    text.insert(4, "formula: $$E=mc^2$$\n");
    const auto lesson = parseLesson(text + "## Why\n$$a$$\n", "x.md");
    QCOMPARE(lesson.formulas[static_cast<std::size_t>(lesson.mainFormula)].tex, std::string("E=mc^2"));
  }

  void commentsVanishButKeepLines() {
    const auto lesson =
        parseLesson(head + "## Look\n<!-- not\nseen $x$ -->Seen.\n\nHere [k](see:control=k).\n", "x.md");
    QCOMPARE(plainText(lesson.section("Look")->blocks[0].spans), std::string("Seen."));
    QVERIFY(lesson.formulas.empty());
    QCOMPARE(lesson.links[0].line, 12);
  }

  void parsesLinks_data() {
    QTest::addColumn<QString>("url");
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("target");
    QTest::addColumn<QString>("values");
    const auto row = [](const char* url, LessonLink::Kind kind, const char* target, const char* values) {
      QTest::newRow(url) << QString::fromUtf8(url) << static_cast<int>(kind) << QString::fromUtf8(target)
                         << QString::fromUtf8(values);
    };
    row("do:preset=two-far-modes", LessonLink::Kind::Preset, "two-far-modes", "");
    row("do:set=hidden=8,8;activation=relu", LessonLink::Kind::Set, "", "hidden>8,8|activation>relu|");
    row("do:set=data.noise=0.5", LessonLink::Kind::Set, "", "data.noise>0.5|");
    row("do:action=move_centroid(index=0,x=1,y=-2)", LessonLink::Kind::Action, "move_centroid", "index>0|x>1|y>-2|");
    row("do:action=paint(class=1,points=1,2,3.5)", LessonLink::Kind::Action, "paint", "class>1|points>1,2,3.5|");
    row("do:action=clear", LessonLink::Kind::Action, "clear", "");
    row("see:control=learning_rate", LessonLink::Kind::Control, "learning_rate", "");
    row("see:view=plane", LessonLink::Kind::View, "plane", "");
    row("demo:dimred/lle", LessonLink::Kind::Demo, "dimred/lle", "");
  }

  void parsesLinks() {
    QFETCH(QString, url);
    const auto link = parseLessonLink(url.toStdString());
    QString values;
    for (const auto& [name, value] : link.values) values += QString::fromStdString(name + ">" + value + "|");
    QTEST(static_cast<int>(link.kind), "kind");
    QTEST(QString::fromStdString(link.target), "target");
    QTEST(values, "values");
    QCOMPARE(QString::fromStdString(link.url), url);
  }

  void refusesLinks_data() {
    QTest::addColumn<QString>("url");
    for (const char* url : {"",
                            "do:",
                            "do:preset=",
                            "do:preset=two words",
                            "do:set=",
                            "do:set=k",
                            "do:set=k=",
                            "do:set=k=1;",
                            "do:set==1",
                            "do:action=",
                            "do:action=move(",
                            "do:action=move(x)",
                            "do:action=move(x=1",
                            "see:control=",
                            "see:plot=x",
                            "demo:",
                            "demo:lle",
                            "demo:/lle",
                            "https://example.org",
                            "Do:preset=a"}) {
      QTest::newRow(url) << QString::fromUtf8(url);
    }
  }

  void refusesLinks() {
    QFETCH(QString, url);
    QVERIFY_EXCEPTION_THROWN(parseLessonLink(url.toStdString()), UserError);
  }

  void linksKnowWhatTheySpeakOf() {
    const auto set = parseLessonLink("do:set=k=5;init=random");
    QVERIFY(set.applies() && set.speaksOfControl("k") && set.speaksOfControl("init") &&
            !set.speaksOfControl("scaling"));
    const auto see = parseLessonLink("see:control=k");
    QVERIFY(!see.applies() && see.speaksOfControl("k") && !see.speaksOfView("k"));
    QVERIFY(!parseLessonLink("do:preset=k").speaksOfControl("k"));
  }

  void readsPredictCard() {
    const auto lesson = parseLesson(head +
                                        "## Predict\nHow many\n**bends**?\n\n- [x] None\n- [ ] One per "
                                        "layer\n\nReveal: do:preset=linear-only\n\nNone at all.\n",
                                    "x.md");
    QVERIFY(lesson.predict.has_value());
    QCOMPARE(plainText(lesson.predict->question), std::string("How many bends?"));
    QCOMPARE(lesson.predict->options.size(), std::size_t{2});
    QVERIFY(lesson.predict->options[0].right && !lesson.predict->options[1].right);
    QCOMPARE(plainText(lesson.predict->options[1].spans), std::string("One per layer"));
    QCOMPARE(lesson.links[static_cast<std::size_t>(lesson.predict->reveal)].target, std::string("linear-only"));
    QCOMPARE(plainText(lesson.predict->answer), std::string("None at all."));
    QCOMPARE(wordCount(lesson), 3 + 1 + 3 + 3);
  }

  void namesFileAndLineOfErrors_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char* name, const std::string& text, const char* expected) {
      QTest::newRow(name) << QString::fromStdString(text) << QString::fromUtf8(expected);
    };
    row("no front matter", "## Look\nText", "x.md, line 1: ");
    row("unknown key", "---\ntitle: x\n---\n", "x.md, line 2: \"title\"");
    row("bad minutes", "---\nminutes: soon\n---\n", "x.md, line 2: minutes is \"soon\"");
    row("missing level", "---\nminutes: 3\nlectures: 000\n---\n", "x.md, line 5: the front matter needs");
    row("text before headings", head + "Text", "x.md, line 8: ");
    row("unclosed formula", head + "## Look\n\nA $x", "x.md, line 10: a formula is not closed");
    row("unclosed bold", head + "## Look\nA\n**b", "x.md, line 10: a ** is not closed");
    row("bad link", head + "## Look\nA [b](do:jump)", "x.md, line 9: \"do:jump\"");
    row("bracket", head + "## Look\nA [b] c", "x.md, line 9: a [ begins a link");
    row("display inside text", head + "## Why\nA $$x$$ b", "x.md, line 9: $$...$$ stands");
    row("empty section", head + "## Why\n\n## Look\nA", "x.md, line 8: the section \"Why\" is empty");
    row("two right options", head + "## Predict\nQ\n\n- [x] a\n- [x] b\n\nReveal: do:preset=a\n\nA",
        "x.md, line 8: a predict card");
    row("no answer", head + "## Predict\nQ\n\n- [x] a\n- [ ] b\n\nReveal: do:preset=a\n",
        "x.md, line 8: a predict card");
    row("reveal that only points", head + "## Predict\nQ\n\n- [x] a\n- [ ] b\n\nReveal: see:view=a\n",
        "x.md, line 14: Reveal expects");
  }

  void namesFileAndLineOfErrors() {
    QFETCH(QString, text);
    QFETCH(QString, expected);
    const auto error = QString::fromStdString(errorOf(text.toStdString()));
    QVERIFY2(error.startsWith(expected), qPrintable(error));
  }

  void cutTextsNeverCrash() {
    // Every prefix of a real lesson is parsed or refused with words.
    QFile file(QStringLiteral(GRADUS_SOURCE_DIR "/resources/lessons/clustering/k-means.md"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const auto text = file.readAll().toStdString();
    int refused = 0;
    for (std::size_t length = 0; length < text.size(); ++length)
      refused += errorOf(text.substr(0, length)).empty() ? 0 : 1;
    QVERIFY(refused > 100);
    QVERIFY(errorOf(text).empty());
  }
};

QTEST_GUILESS_MAIN(TestLesson)
#include "tst_lesson.moc"
