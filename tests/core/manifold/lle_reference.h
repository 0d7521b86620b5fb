#pragma once
// Data that tests/reference/lle_reference.py makes too, and what scikit-learn 1.2 finds in them.
#include <cmath>
#include <cstdint>
#include <numbers>
#include <vector>

#include "core/base/matrix.h"

namespace gradus::testing {

enum class Shape { swissRoll, sCurve, cloud };

struct Lcg {
  uint64_t state;
  double uniform() {
    state = state * 6364136223846793005ull + 1442695040888963407ull;
    return static_cast<double>(state >> 11) * 0x1.0p-53;
  }
};

struct ManifoldData {
  Matrix x;
  std::vector<double> along;  // arc length of the two curves, the first parameter of the cloud
};

inline ManifoldData makeManifold(Shape shape, uint64_t seed, size_t n) {
  const double pi = std::numbers::pi;
  Lcg g{seed};
  ManifoldData data{Matrix(n, shape == Shape::cloud ? 20 : 3), {}};
  for (size_t i = 0; i < n; ++i) {
    const auto row = data.x.row(i);
    if (shape == Shape::swissRoll) {
      const double t = 1.5 * pi * (1 + 2 * g.uniform()), height = 21 * g.uniform();
      row[0] = t * std::cos(t), row[1] = height, row[2] = t * std::sin(t);
      data.along.push_back(0.5 * (t * std::sqrt(1 + t * t) + std::asinh(t)));
    } else if (shape == Shape::sCurve) {
      const double t = 3 * pi * (g.uniform() - 0.5), height = 2 * g.uniform();
      row[0] = std::sin(t), row[1] = height, row[2] = (t < 0 ? -1 : 1) * (std::cos(t) - 1);
      data.along.push_back(t);
    } else {
      const double a = g.uniform(), b = g.uniform();
      for (int j = 0; j < 20; ++j)
        row[static_cast<size_t>(j)] = std::cos(0.3 * j + 2 * a) + 0.1 * j * b + 0.05 * g.uniform();
      data.along.push_back(a);
    }
  }
  return data;
}

struct ManifoldReference {
  const char* name;
  Shape shape;
  uint64_t seed;
  size_t n;
  int neighbours;
  double regularisation;
  int nearest[5];     // of row 7
  double weights[5];  // to them
  double reconstructionError;
  double trustworthiness12;      // of the LLE map, 12 neighbours
  double trustworthinessPlane5;  // of the first two columns as a map, 5 neighbours
  double lle[4][2];              // first rows, scaled to Y^T Y / N = I; signs of the columns are free
  double isomap[4][2];           // first rows; signs are free
};

// Output of tests/reference/lle_reference.py.
inline const ManifoldReference manifoldReferences[] = {
    {"swiss roll",
     Shape::swissRoll,
     1,
     800,
     12,
     0.001,
     {349, 178, 585, 84, 427},
     {0.15880400246736567, 0.14286206449230548, 0.1166807071262023, 0.061090448293104914, 0.0160901420451241},
     1.3117752832078558e-07,
     0.9928176316911922,
     0.8290988005050505,
     {{0.2780572010707847, 0.21705100116585083},
      {-0.547996736066348, 0.1000399049019097},
      {-1.0079660771353465, -0.3032848281878964},
      {-0.41054496974840193, 0.9107732582938025}},
     {{6.698236275191994, -8.26983815995976},
      {-16.41876625662414, -12.636264479843206},
      {-26.26874444448948, 5.82100239657639},
      {-5.064022460699051, -13.611252946190834}}},
    {"swiss roll, strong regularisation",
     Shape::swissRoll,
     2,
     500,
     8,
     0.1,
     {464, 345, 110, 305, 197},
     {0.17811958148182538, 0.18004718510931653, 0.11198456189763481, 0.22045351108176814, 0.14131959622878673},
     4.0714864851187475e-05,
     0.8980744202146071,
     0.8260040650406504,
     {{-1.1852121242034337, 0.2579677838438799},
      {-0.9266335888038051, -0.6629895922212291},
      {1.2364756812735287, 0.48724439920416507},
      {1.465802497462145, 0.9782229707779044}},
     {{-25.515964006760232, 9.348286600803121},
      {-24.349617106555883, -2.0097639570936043},
      {15.361540891814055, 2.1787106929799425},
      {25.874286441321257, 2.8194938044291287}}},
    {"S-curve",
     Shape::sCurve,
     3,
     600,
     10,
     0.001,
     {32, 447, 441, 24, 278},
     {0.2090763887301256, 0.21024733760560024, 0.2901884783213365, 0.08111429769499978, 0.15279085323454333},
     4.3507632642577876e-07,
     0.958792633992548,
     0.6627663288288288,
     {{1.2511310702457121, -0.6388267720129588},
      {-0.8508533481453273, 0.2710482943259175},
      {-0.4569311321574123, 0.943629858397113},
      {-0.0745808059994388, 1.207385955009133}},
     {{-3.537970519359181, 0.39380883082263846},
      {2.432132237567949, 0.3619866286696739},
      {1.3281032620265112, 0.32449577173553823},
      {0.1955076685524785, 0.012875467548939638}}},
    {"S-curve, weak regularisation",
     Shape::sCurve,
     4,
     300,
     15,
     1e-05,
     {15, 61, 165, 134, 262},
     {0.14985291525618089, 0.1528606746698727, 0.07569135382260646, 0.17007959680582294, 0.07209099024121408},
     1.070036387287078e-10,
     0.868583974738504,
     0.6676324200913242,
     {{-0.41449273176992935, 0.7205171291594694},
      {1.5547895989803089, 0.1079586823451189},
      {-0.3096887643057756, -0.7244831145335526},
      {0.6624928799652741, -0.7453158006360414}},
     {{-0.3261120079957011, 0.5302374277930235},
      {2.7441430068388035, -0.2800027512912949},
      {-4.363338591729849, -0.2848780207411602},
      {4.5773462609594935, -0.6394274863006991}}},
    {"cloud in 20 columns",
     Shape::cloud,
     5,
     400,
     15,
     0.001,
     {240, 340, 267, 235, 375},
     {0.14173211627318433, 0.27885565747674385, 0.1563494203367996, 0.2513402655148666, -0.14962061716470096},
     5.782361482545085e-07,
     0.9985965487112276,
     0.8437576530612245,
     {{0.6782734395759932, -1.37383282115662},
      {-0.8835954000043718, -0.23193342740237877},
      {1.2511146670430628, -0.21044690556908247},
      {-1.3168821547490406, 0.06622823242334708}},
     {{-0.9744285073792541, 1.9037390522253226},
      {1.8020220051642135, 0.16040899950183363},
      {-2.4715498173873147, 0.462759267323634},
      {2.6199622806358454, -0.31142580859576124}}},
};

}  // namespace gradus::testing
