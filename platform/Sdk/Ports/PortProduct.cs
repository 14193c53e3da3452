using MeshStarter.Contracts;
using MeshStarter.Sdk.Products;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MeshStarter.Sdk.Ports;

/// <summary>The product that a port's address names.</summary>
internal static class PortProduct
{
    /// <summary>The product, or the answer to give instead: it is not there, or that major version is retired.</summary>
    public static (OwnProduct? Product, ProblemHttpResult? Problem) Find(string name, PortType port, OwnProducts products, OwnMajors majors)
    {
        if (majors.Find(name, port) is not { } product)
        {
            return (null, PortProblems.NoPort(name, port, products));
        }

        return majors.StatusOf(product) is { State: MajorState.Retired } retired ? (null, PortProblems.Retired(product, retired)) : (product, null);
    }
}
