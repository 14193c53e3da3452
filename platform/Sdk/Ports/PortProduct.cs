using MeshStarter.Contracts;
using MeshStarter.Sdk.Products;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MeshStarter.Sdk.Ports;

/// <summary>Finds the product that a port's address names.</summary>
internal static class PortProduct
{
    /// <summary>
    /// Returns the product, or the problem to answer with: it does not exist, the catalog has not registered it, or that major version is
    /// retired.
    /// </summary>
    public static (OwnProduct? Product, ProblemHttpResult? Problem) Find(string name, PortType port, OwnProducts products, OwnMajorVersions majorVersions) =>
        majorVersions.Find(name, port) is not { } product ? (null, PortProblems.NoPort(name, port, products))
        : majorVersions.IsRegistered(product) ? Served(product, majorVersions)
        : (null, PortProblems.NotRegistered(product));

    /// <summary>Returns the product whose table is addressed, at any port, or the problem to answer with.</summary>
    public static (OwnProduct? Product, ProblemHttpResult? Problem) FindTable(string name, OwnProducts products, OwnMajorVersions majorVersions) =>
        majorVersions.FindTable(name) is { } product ? Served(product, majorVersions) : (null, PortProblems.NoTable(name, products));

    private static (OwnProduct? Product, ProblemHttpResult? Problem) Served(OwnProduct product, OwnMajorVersions majorVersions) =>
        majorVersions.StatusOf(product) is { State: MajorVersionState.Retired } retired ? (null, PortProblems.Retired(product, retired)) : (product, null);
}
