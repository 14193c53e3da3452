using System.Security.Claims;
using MeshStarter.Contracts.Lifecycle;
using MeshStarter.Contracts.Products;
using MeshStarter.Sdk.Products;
using MeshStarter.ServiceDefaults.Problems;

namespace MeshStarter.Sdk.Ports;

/// <summary>
/// Finds the product that an address names, if the caller may discover it. One that the caller may not discover is, to the caller, not there:
/// every answer of the service about it is that of an absent product, and no answer names it.
/// </summary>
/// <param name="products">The products of this service.</param>
/// <param name="majorVersions">Their major versions.</param>
/// <param name="isVisible">Whether a caller may discover a product of a list.</param>
/// <param name="isFound">The same of the product that a request names; a refusal is audited.</param>
internal sealed class VisibleOwnProducts(
    OwnProducts products, OwnMajorVersions majorVersions, Func<ClaimsPrincipal, OwnProduct, bool> isVisible, Func<ClaimsPrincipal, OwnProduct, bool> isFound)
{
    /// <summary>Returns the product.</summary>
    /// <exception cref="RequestRefusedException">It does not exist, the catalog has not registered it, or that major version is retired.</exception>
    public OwnProduct Find(ClaimsPrincipal caller, string name, PortType port) =>
        majorVersions.Find(name, port) is { } product && isFound(caller, product)
            ? Served(product, majorVersions.IsRegistered(product))
            : throw new RequestRefusedException(PortProblems.NoPort(name, port, [.. Visible(caller).Where(own => own.Has(port))]));

    /// <summary>Returns the product, whatever its ports are.</summary>
    /// <inheritdoc cref="Find(ClaimsPrincipal, string, PortType)"/>
    public OwnProduct Find(ClaimsPrincipal caller, string name) =>
        majorVersions.Find(name) is { } product && isFound(caller, product)
            ? Served(product, majorVersions.IsAnswered(product))
            : throw new RequestRefusedException(PortProblems.NoProduct(name, [.. Visible(caller)]));

    /// <summary>Returns the product whose table is addressed, at any port.</summary>
    /// <inheritdoc cref="Find(ClaimsPrincipal, string, PortType)"/>
    public OwnProduct FindTable(ClaimsPrincipal caller, string name) =>
        majorVersions.FindTable(name) is { } product && isFound(caller, product)
            ? Served(product, majorVersions.IsAnswered(product))
            : throw new RequestRefusedException(PortProblems.NoTable(name, [.. Visible(caller).Where(own => own.HasTable)]));

    /// <summary>Returns the products that a caller may discover.</summary>
    public IEnumerable<OwnProduct> Visible(ClaimsPrincipal caller) => products.All.Where(product => isVisible(caller, product));

    private OwnProduct Served(OwnProduct product, bool isTaken) =>
        !isTaken ? throw new RequestRefusedException(PortProblems.NotRegistered(product))
        : majorVersions.StatusOf(product) is { State: MajorVersionState.Retired } retired ? throw new RequestRefusedException(PortProblems.Retired(product, retired))
        : product;
}
