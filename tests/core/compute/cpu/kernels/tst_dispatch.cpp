// The kernel level is chosen by the processor, can be forced, and the wide one really runs.
#include <QtTest>

#include <algorithm>
#include <limits>

#include "core/base/error.h"
#include "core/compute/cpu/kernels/kernels.h"
#include "core/compute/program.h"

using namespace gradus;

class TestDispatch : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void wideLevelReallyRuns() {
    std::vector<std::string_view> levels = availableKernelLevels();
    QVERIFY(!levels.empty());
    if (!qEnvironmentVariableIsSet("GRADUS_KERNELS")) QCOMPARE(kernelLevel(), levels.back());
#if defined(__x86_64__)
    const std::pair<const char*, int> lanes[] = {{"portable", 4}, {"v2", 4}, {"v3", 8}, {"v4", 16}};
    for (const auto& [name, count] : lanes) {
      if (std::find(levels.begin(), levels.end(), name) == levels.end()) continue;
      const UseKernelLevel use(name);
      QCOMPARE(kernelLevel(), std::string_view(name));
      QCOMPARE(activeKernels<float>().lanes, count);
      QCOMPARE(kernelsOfLevel<float>(name), &activeKernels<float>());
      // A vector kernel writes whole vectors: asked for one element it fills exactly the lanes of its level.
      float out[32] = {}, in[32];
      for (float& x : in) x = 2;
      activeKernels<float>().micro[static_cast<int>(Micro::square)][0](out, in, in, in, 1);
      QCOMPARE(std::count(out, out + 32, 4.0f), static_cast<std::ptrdiff_t>(count));
      // Fused multiply-add exists from v3 on: (1 + e)^2 - (1 + 2e) is e^2 with it and 0 without.
      if (count >= 8) {
        const float e = 0x1.0p-12f;
        float a[16], b[256] = {}, c[256] = {}, bias = -(1 + 2 * e);
        a[0] = 1 + e;
        b[0] = 1 + e;
        activeKernels<float>().matmulLanes(1, 1, 1, a, 1, 1, b, 16, &bias, c, 16);
        QCOMPARE(c[0], e * e);
      }
    }
    QVERIFY((__builtin_cpu_supports("avx2") != 0) == (std::find(levels.begin(), levels.end(), "v3") != levels.end()));
#endif
  }

  void environmentForcesALevel() {
    if (qEnvironmentVariableIsSet("GRADUS_TEST_CHILD")) return;
    for (const std::string_view level : availableKernelLevels()) {
      const std::string name(level);
      QProcess child;
      QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
      environment.insert("GRADUS_KERNELS", QString::fromStdString(name));
      environment.insert("GRADUS_TEST_CHILD", "1");
      child.setProcessEnvironment(environment);
      child.start(QCoreApplication::applicationFilePath(), {"reportLevel"});
      QVERIFY(child.waitForFinished());
      QVERIFY2(child.readAllStandardOutput().contains(("level=" + name + ";").c_str()), name.c_str());
    }
  }
  void reportLevel() {
    qInfo("level=%s;", std::string(kernelLevel()).c_str());
  }

  void denormalsAreFlushedOnlyInside() {
    volatile float tiny = std::numeric_limits<float>::min();
    {
      const FlushDenormals flush;
#if defined(__x86_64__) || defined(__aarch64__)
      QCOMPARE(tiny * 0.5f, 0.0f);
#endif
    }
    QVERIFY(tiny * 0.5f > 0.0f);
  }

  void unknownLevelsAreRefused() {
    QVERIFY_THROWS_EXCEPTION(UserError, UseKernelLevel("v9"));
    QVERIFY(kernelsOfLevel<float>("v9") == nullptr);
  }
};

QTEST_GUILESS_MAIN(TestDispatch)
#include "tst_dispatch.moc"
