#include "core/cluster/k_means_code.h"

#include "core/run/python_code.h"

namespace gradus::kmeans {

std::string sklearnCode(const Settings& settings, const Dataset* data) {
  const std::string init = settings.choice("init");
  std::string python = pythonData(settings, data, false) + "from sklearn.cluster import KMeans\n";
  if (init == "hand")
    python += "start = X[:" + std::to_string(settings.integer("k")) + "]   # put your own centres here, one row each\n";
  python += "model = KMeans(n_clusters=" + std::to_string(settings.integer("k")) +
            ", init=" + (init == "hand" ? "start" : "\"" + init + "\"") +
            ", n_init=" + std::to_string(init == "hand" ? 1 : settings.integer("restarts")) +
            ",\n               max_iter=" + std::to_string(settings.integer("max_iterations")) +
            ", tol=0, algorithm=\"lloyd\", random_state=0).fit(X)\n" +
            "print(\"inertia\", model.inertia_, \"iterations\", model.n_iter_)\n";
  return python;
}

}  // namespace gradus::kmeans
