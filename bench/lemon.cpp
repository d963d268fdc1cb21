// SPDX-License-Identifier: Apache-2.0
// The peer of `anlan bench evacuate`: LEMON's network simplex on the same instance, read as DIMACS from stdin. Built by bench/evacuate.py where
// liblemon-dev is installed; never shipped. Prints {"ms","cost"}: the median of five runs, reading not counted.
#include <lemon/dimacs.h>
#include <lemon/network_simplex.h>
#include <lemon/smart_graph.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <iostream>

int main()
{
    typedef lemon::SmartDigraph Graph;
    Graph g;
    Graph::ArcMap<long long> lower(g), cap(g), cost(g);
    Graph::NodeMap<long long> supply(g);
    lemon::readDimacsMin(std::cin, g, lower, cap, cost, supply);
    double ms[5];
    long long total = 0;
    for (double &one : ms) {
        auto began = std::chrono::steady_clock::now();
        lemon::NetworkSimplex<Graph, long long, long long> solver(g);
        solver.upperMap(cap).costMap(cost).supplyMap(supply);
        if (solver.run() != solver.OPTIMAL) return 1;
        total = solver.totalCost<long long>();
        one = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - began).count();
    }
    std::sort(ms, ms + 5);
    std::printf("{\"ms\": %.3f, \"cost\": %lld}\n", ms[2], total);
}
