using MeshStarter.Contracts;
using MeshStarter.Sdk.Products;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MeshStarter.Sdk.Ports;

/// <summary>The product that a port's address names.</summary>
internal static class PortProduct
{
    /// <summary>The product, or the answer to give instead: it is not there, the catalog has not taken it, or that major version is retired.</summary>
    public static (OwnProduct? Product, ProblemHttpResult? Problem) Find(string name, PortType port, OwnProducts products, OwnMajorVersions majorVersions) =>
        majorVersions.Find(name, port) is not { } product ? (null, PortProblems.NoPort(name, port, products))
        : majorVersions.IsRegistered(product) ? Served(product, majorVersions)
        : (null, PortProblems.NotRegistered(product));

    /// <summary>The product whose table is meant, whichever port serves its rows, or the answer to give instead.</summary>
    public static (OwnProduct? Product, ProblemHttpResult? Problem) FindTable(string name, OwnProducts products, OwnMajorVersions majorVersions) =>
        majorVersions.FindTable(name) is { } product ? Served(product, majorVersions) : (null, PortProblems.NoTable(name, products));

    private static (OwnProduct? Product, ProblemHttpResult? Problem) Served(OwnProduct product, OwnMajorVersions majorVersions) =>
        majorVersions.StatusOf(product) is { State: MajorVersionState.Retired } retired ? (null, PortProblems.Retired(product, retired)) : (product, null);
}
