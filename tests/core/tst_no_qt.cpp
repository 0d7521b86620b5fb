// core and the demos know no Qt: not by include, not by link.
#include <QDirIterator>
#include <QProcess>
#include <QRegularExpression>
#include <QtTest>

class NoQt : public QObject {
  Q_OBJECT
 private slots:
  void sourcesIncludeNoQt() {
    const QRegularExpression include(QStringLiteral("#\\s*include\\s*[<\"](Q[A-Z]|Qt|qcustomplot)"));
    int files = 0;
    for (const QString& folder : {QStringLiteral("/core"), QStringLiteral("/app/demos")}) {
      QDirIterator walk(QStringLiteral(GRADUS_SOURCE_DIR) + folder, {QStringLiteral("*.h"), QStringLiteral("*.cpp")},
                        QDir::Files, QDirIterator::Subdirectories);
      while (walk.hasNext()) {
        QFile file(walk.next());
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QString text = QString::fromUtf8(file.readAll());
        QVERIFY2(!include.match(text).hasMatch(), qPrintable(file.fileName()));
        ++files;
      }
    }
    QVERIFY(files > 100);
  }

  /// engine_runner links gradus_core and gradus_demos and nothing else of ours.
  void programsOfCoreLinkNoQt() {
    QProcess ldd;
    ldd.start(QStringLiteral("ldd"), {QStringLiteral(GRADUS_BINARY_DIR "/tests/engine_runner")});
    QVERIFY(ldd.waitForFinished());
    const QByteArray libraries = ldd.readAllStandardOutput();
    QVERIFY2(libraries.contains("libstdc++"), "ldd listed no libraries");
    QVERIFY2(!libraries.contains("libQt"), libraries.constData());
    QVERIFY2(!libraries.contains("QCustomPlot"), libraries.constData());
  }
};

QTEST_GUILESS_MAIN(NoQt)
#include "tst_no_qt.moc"
