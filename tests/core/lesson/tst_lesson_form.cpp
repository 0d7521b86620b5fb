// Every lesson keeps the form that readers rely on: sections and their order, length, steps, sources, words.
#include <QDirIterator>
#include <QRegularExpression>
#include <QtTest>

#include "core/lesson/lesson.h"

using namespace gradus;

namespace {

const QString lessonFolder = QStringLiteral(GRADUS_SOURCE_DIR "/resources/lessons");

QStringList lessonFiles() {
  QStringList files;
  for (QDirIterator it(lessonFolder, {QStringLiteral("*.md")}, QDir::Files, QDirIterator::Subdirectories);
       it.hasNext();) {
    const auto path = it.next();
    if (!path.endsWith(QLatin1String("README.md"))) files << path;
  }
  files.sort();
  return files;
}

QString visibleText(const Lesson& lesson) {
  std::string text;
  const auto add = [&](const LessonSpans& spans) {
    for (const auto& span : spans) text += span.formula >= 0 || span.code ? " " : span.text;
    text += '\n';
  };
  for (const auto& section : lesson.sections) {
    if (section.heading == "Sources") continue;  // titles keep the spelling of their authors
    for (const auto& block : section.blocks) add(block.spans);
  }
  if (lesson.predict) {
    add(lesson.predict->question);
    add(lesson.predict->answer);
    for (const auto& option : lesson.predict->options) add(option.spans);
  }
  return QString::fromStdString(text);
}

bool appliesSomething(const Lesson& lesson, const LessonBlock& block) {
  return std::any_of(block.spans.begin(), block.spans.end(), [&](const LessonSpan& span) {
    return span.link >= 0 && lesson.links[static_cast<std::size_t>(span.link)].applies();
  });
}

}  // namespace

class TestLessonForm : public QObject {
  Q_OBJECT

 private:
  static void addLessons() {
    QTest::addColumn<QString>("path");
    for (const auto& path : lessonFiles()) QTest::newRow(qPrintable(QDir(lessonFolder).relativeFilePath(path))) << path;
  }

 private Q_SLOTS:
  void thereAreLessons() { QVERIFY(lessonFiles().size() >= 6); }

  void sectionsStandInOrder_data() { addLessons(); }
  void sectionsStandInOrder() {
    QFETCH(QString, path);
    const auto lesson = readLesson(path.toStdString());
    std::vector<std::string> headings;
    for (const auto& section : lesson.sections) headings.push_back(section.heading);
    QCOMPARE(headings, (std::vector<std::string>{"Look", "Try", "Why", "Careful", "Beyond", "Sources"}));
    QVERIFY2(lesson.mainFormula >= 0, "Why shows no formula on a line of its own");
    if (lesson.predict) {
      QVERIFY2(lesson.predict->line > lesson.section("Try")->line && lesson.predict->line < lesson.section("Why")->line,
               "the predict card follows Try");
    }
  }

  void isShort_data() { addLessons(); }
  void isShort() {
    QFETCH(QString, path);
    const int words = wordCount(readLesson(path.toStdString()));
    QVERIFY2(words >= 150 && words <= 350, qPrintable(QStringLiteral("%1 words").arg(words)));
  }

  void stepsAreNumberedAndDoSomething_data() { addLessons(); }
  void stepsAreNumberedAndDoSomething() {
    QFETCH(QString, path);
    const auto lesson = readLesson(path.toStdString());
    const auto& steps = lesson.section("Try")->blocks;
    QVERIFY2(steps.size() >= 4 && steps.size() <= 7, qPrintable(QStringLiteral("%1 steps").arg(steps.size())));
    int number = 0;
    int questions = 0;
    for (const auto& step : steps) {
      QVERIFY(step.kind == LessonBlock::Kind::Numbered);
      QCOMPARE(step.number, ++number);
      QVERIFY2(appliesSomething(lesson, step), qPrintable(QStringLiteral("step %1 applies nothing").arg(number)));
      const auto text = plainText(step.spans);
      questions += text.find('?') != std::string::npos || text.find("Guess") != std::string::npos ? 1 : 0;
    }
    QVERIFY2(questions >= number - 1, "a step asks for a guess");
  }

  void predictCardHasPlainOptions_data() { addLessons(); }
  void predictCardHasPlainOptions() {
    QFETCH(QString, path);
    const auto lesson = readLesson(path.toStdString());
    if (!lesson.predict) return;
    for (const auto& option : lesson.predict->options) {
      QCOMPARE(option.spans.size(), std::size_t{1});
      QVERIFY(option.spans[0].formula < 0 && option.spans[0].link < 0);
    }
  }

  void sourcesHaveAuthorAndYear_data() { addLessons(); }
  void sourcesHaveAuthorAndYear() {
    QFETCH(QString, path);
    const auto lesson = readLesson(path.toStdString());
    const auto& sources = lesson.section("Sources")->blocks;
    QVERIFY2(sources.size() >= 2 && sources.size() <= 5, qPrintable(QStringLiteral("%1 sources").arg(sources.size())));
    const QRegularExpression authorYearTitle(QStringLiteral("^\\p{Lu}.*\\((1[6-9]|20)\\d\\d\\), .+\\.$"));
    for (const auto& source : sources) {
      const auto text = QString::fromStdString(plainText(source.spans));
      QVERIFY2(authorYearTitle.match(text).hasMatch(), qPrintable(text));
    }
  }

  void wordsAreOurs_data() { addLessons(); }
  void wordsAreOurs() {
    QFETCH(QString, path);
    const auto text = visibleText(readLesson(path.toStdString()));
    // Words that talk down, and American spellings with their British form.
    const QStringList banned{
        QStringLiteral("simply"),         QStringLiteral("just"),        QStringLiteral("obviously"),
        QStringLiteral("note that"),      QStringLiteral("easy"),        QStringLiteral("clearly"),
        QStringLiteral("of course"),      QStringLiteral("please"),      QStringLiteral("trivial(ly)?"),
        QStringLiteral("colors?"),        QStringLiteral("centers?"),    QStringLiteral("neighbors?"),
        QStringLiteral("centered"),       QStringLiteral("centering"),   QStringLiteral("minimizes?"),
        QStringLiteral("minimized"),      QStringLiteral("maximizes?"),  QStringLiteral("maximized"),
        QStringLiteral("optimizers?"),    QStringLiteral("normalizes?"), QStringLiteral("standardize[sd]?"),
        QStringLiteral("regularization"), QStringLiteral("behavior"),    QStringLiteral("favor"),
        QStringLiteral("memorizes?"),     QStringLiteral("gray"),        QStringLiteral("modeling")};
    for (const auto& word : banned) {
      const QRegularExpression whole(QStringLiteral("\\b%1\\b").arg(word), QRegularExpression::CaseInsensitiveOption);
      const auto match = whole.match(text);
      QVERIFY2(!match.hasMatch(), qPrintable(match.captured()));
    }
    QVERIFY2(!text.contains(QLatin1Char('!')), "no exclamation marks");
  }

  void saysWhatTheNotesGotWrong() {
    // The corrections that the catalogue asks these lessons to state.
    const QHash<QString, QString> corrections{
        {QStringLiteral("clustering/k-means"), QStringLiteral("minimises")},
        {QStringLiteral("dimred/pca"), QStringLiteral("centring")},
        {QStringLiteral("dimred/lle"), QStringLiteral("both constraints")},
        {QStringLiteral("mcmc/metropolis-hastings"), QStringLiteral("Markov-Hastings")},
        {QStringLiteral("diffusion/swiss-roll"), QStringLiteral("bound from above")}};
    for (auto it = corrections.begin(); it != corrections.end(); ++it) {
      const auto lesson = readLesson(QStringLiteral("%1/%2.md").arg(lessonFolder, it.key()).toStdString());
      std::string careful;
      for (const auto& block : lesson.section("Careful")->blocks) careful += plainText(block.spans) + '\n';
      QVERIFY2(QString::fromStdString(careful).contains(it.value()), qPrintable(it.key()));
    }
  }
};

QTEST_GUILESS_MAIN(TestLessonForm)
#include "tst_lesson_form.moc"
