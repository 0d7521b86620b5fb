// The benchmark's own GPT for 20 steps of PyTorch's trace.
#include <QtTest>

#include "tests/core/nn/gpt_work.h"

using namespace gradus;
using namespace gradus::testing;

class TestGptSlow : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void followsPyTorch() {
    const json work = torchWork("gpt", "full");
    auto exact = gptStep<double>(work);
    const double inDouble = workError(exact, work["double"], 20);
    QVERIFY2(inDouble <= 1e-9, qPrintable(QString::number(inDouble)));
    auto single = gptStep<float>(work);
    const double inFloat = workError(single, work["double"], 20);
    QVERIFY2(inFloat <= 1e-4, qPrintable(QString::number(inFloat)));
  }
};

QTEST_GUILESS_MAIN(TestGptSlow)
#include "tst_gpt_slow.moc"
