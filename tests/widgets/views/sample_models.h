#pragma once
// Literal frames of pictures, networks, strips and scenes.
#include "tests/widgets/views/sample_base.h"

namespace gradus::samples {

inline Sample images() {
  View view = viewOf(ViewKind::images, "samples", "Fresh samples", {"samples"});
  view.handles = {{Gesture::click, "samples", "pick", ""}};
  ImageGrid g;
  g.rows = 3, g.cols = 8, g.width = g.height = 16;
  for (int k = 0; k < 24; ++k) {
    for (int y = 0; y < 16; ++y) {
      for (int x = 0; x < 16; ++x) {
        const double r = std::hypot(x - 7.5, (y - 7.5) * (0.6 + 0.05 * k));
        g.pixels.push_back(static_cast<float>(std::exp(-std::pow(r - 4.5, 2) / (1 + 0.1 * k))));
      }
    }
    g.labels.push_back(std::to_string(k % 10));
  }
  g.rowTitles = {"input", "hidden", "decoded"};
  return {view, {{channel(g)}}};
}

inline Sample network() {
  View view = viewOf(ViewKind::network, "network", "Network", {"network", "maps"});
  view.handles = {{Gesture::weight, "network", "set_weight", ""},
                  {Gesture::resize, "network", "set_units", ""},
                  {Gesture::click, "network", "toggle", ""}};
  Network n;
  NeuronMaps maps;
  maps.size = 24;
  maps.extent = {-6, 6, -6, 6};
  Rng rng(8, "network");
  const int units[] = {6, 8, 8, 6, 1};
  const char* titles[] = {"Features", "Hidden 1", "Hidden 2", "Hidden 3", "Output"};
  for (int l = 0; l < 5; ++l) {
    Network::Layer layer;
    layer.title = titles[l];
    layer.units = l == 2 ? 56 : units[l];
    layer.resizable = l > 0 && l < 4;
    for (int u = 0; u < units[l]; ++u) layer.shown.push_back(u);
    if (l == 0)
      layer.labels = {"x\u2081", "x\u2082", "x\u2081\u00b2", "x\u2082\u00b2", "x\u2081x\u2082", "sin x\u2081"},
      layer.active = {true, true, false, false, false, false};
    if (l == 4) layer.labels = {"p(orange)"};
    n.layers.push_back(layer);
    for (int u = 0; u < units[l]; ++u) {
      if (l == 0 && u > 1) continue;
      NeuronMaps::Map map{l, u, {}, 1};
      const double a = rng.uniform(0, 6.3), bend = l * 0.5, shift = rng.normal();
      for (int j = 0; j < 24; ++j) {
        for (int i = 0; i < 24; ++i) {
          const double x = -6 + i * 0.52, y = -6 + j * 0.52,
                       z = l == 0 ? (u == 0 ? x : y) * 0.3
                                  : std::cos(a) * x + std::sin(a) * y + shift +
                                        bend * std::sin(x * 0.8 + a) * std::cos(y * 0.7);
          map.values.push_back(static_cast<float>(std::tanh(z)));
        }
      }
      maps.maps.push_back(map);
    }
    if (l == 4) continue;
    for (int a = 0; a < (l == 0 ? 2 : units[l]); ++a) {
      for (int b = 0; b < units[l + 1]; ++b)
        n.edges.push_back({l, a, b, static_cast<float>(std::pow(rng.normal(), 3) * 0.5)});
    }
    for (int b = 0; b < units[l + 1]; ++b) n.edges.push_back({l, -1, b, 0.12f});
  }
  n.scale = 2.2f;
  return {view, {{channel(n), channel(maps)}}};
}

inline Points roll(int n, double noise) {
  Points p;
  Rng rng(7, "roll");
  for (int i = 0; i < n; ++i) {
    const double s = rng.uniform(), t = 1.5 * std::numbers::pi * (1 + 2 * s);
    p.coordinates.push_back(static_cast<float>((1 - noise) * 0.16 * t * std::cos(t) + noise * rng.normal()));
    p.coordinates.push_back(static_cast<float>((1 - noise) * 0.16 * t * std::sin(t) + noise * rng.normal()));
    p.values.push_back(static_cast<float>(s));
  }
  return p;
}

inline Sample strip() {
  View view = viewOf(ViewKind::strip, "moments", "From noise to data", {"moments"});
  view.handles = {{Gesture::drag, "moments", "restart", "Drag a noise point"}, {Gesture::click, "moments", "go", ""}};
  Strip s;
  s.extent = {-2.6, 2.6, -2.6, 2.6};
  const int times[] = {92, 80, 54, 25, 10, 0};
  for (const int t : times) s.frames.push_back({Text("t = %1", {std::to_string(t)}), roll(1500, t / 92.0)});
  s.current = 4;
  return {view, {{channel(s)}}};
}

inline Sample scene() {
  View view = viewOf(ViewKind::scene, "roll", "Swiss roll", {"points", "links"});
  view.handles = {{Gesture::click, "points", "pick", ""}};
  Points p;
  p.dims = 3;
  Rng rng(9, "scene");
  Polyline link;
  link.dims = 3;
  for (int i = 0; i < 1200; ++i) {
    const double s = rng.uniform(), t = 1.5 * std::numbers::pi * (1 + 2 * s);
    p.coordinates.push_back(static_cast<float>(t * std::cos(t)));
    p.coordinates.push_back(static_cast<float>(21 * rng.uniform()));
    p.coordinates.push_back(static_cast<float>(t * std::sin(t)));
    p.values.push_back(static_cast<float>(s));
    if (i < 12) link.coordinates.insert(link.coordinates.end(), p.coordinates.end() - 3, p.coordinates.end());
  }
  link.paint = {PaintKind::text, 0};
  return {view, {{channel(p), channel(Polylines{{link}})}}};
}

}  // namespace gradus::samples
