// The character model follows PyTorch's losses in the benchmark's own size (tests/reference/torch_works.json).
#include <QtTest>

#include "tests/core/nn/sequence_works.h"

using namespace gradus;
using namespace gradus::testing;

class TestTorchRecurrentSlow : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void characterModelFollowsTorch() {
    const json work = torchWork("lstm", "full");
    auto exact = lstmStep<double>(work);
    QVERIFY(follows(exact, work["double"], 20, 1e-9));
    auto single = lstmStep<float>(work);
    QVERIFY(follows(single, work["float"], 20, 1e-4));
  }
};

QTEST_GUILESS_MAIN(TestTorchRecurrentSlow)
#include "tst_torch_recurrent_slow.moc"
