using MeshStarter.Contracts.Lifecycle;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;
using MeshStarter.Contracts.Types;
using MeshStarter.Platform.Products;
using MeshStarter.Policy.Decisions;
using MeshStarter.ServiceDefaults.Identity;
using MeshStarter.ServiceDefaults.Problems;

namespace MeshStarter.Catalog.Products;

/// <summary>
/// Finds the product that an address names, or refuses the request: one that the caller may not discover is, to the caller, not there. It is
/// named <c>orders.orders</c> for the default major version, <c>orders.orders@1</c> for a certain one.
/// </summary>
internal sealed class RequestedProducts(ProductStore products, ProductVisibility visibility, CatalogDecisions decisions)
{
    /// <summary>Returns the product, if the caller may know of it.</summary>
    /// <exception cref="RequestRefusedException">The caller may not, or the name is none.</exception>
    public Task<ProductDetails> FindAsync(string name, HttpContext http, CancellationToken cancellationToken) =>
        FindAsync(name, version: null, http, cancellationToken);

    /// <summary>As <see cref="FindAsync(string, HttpContext, CancellationToken)"/>; null where there is none that the caller may know of.</summary>
    /// <exception cref="RequestRefusedException">The name is none.</exception>
    public async Task<ProductDetails?> FindOrNoneAsync(string name, HttpContext http, CancellationToken cancellationToken) =>
        (await VisibleAsync(ReferenceOf(name), number: null, http, cancellationToken))?.Product;

    /// <summary>As <see cref="FindAsync(string, HttpContext, CancellationToken)"/>, of a certain version such as <c>1.2.0</c>, which a field of the request has; null does not say which.</summary>
    public async Task<ProductDetails> FindAsync(string name, string? version, HttpContext http, CancellationToken cancellationToken, string field = "version") =>
        (await FindRevisedAsync(name, version, http, cancellationToken, field)).Product;

    /// <summary>As <see cref="FindAsync(string, string, HttpContext, CancellationToken, string)"/>, with the text of the product's revision (<see cref="ProductRevisions"/>).</summary>
    public async Task<(ProductDetails Product, string? Revision)> FindRevisedAsync(string name, string? version, HttpContext http, CancellationToken cancellationToken, string field = "version")
    {
        var reference = ReferenceOf(name);
        ProductVersion? number = null;
        if (!string.IsNullOrEmpty(version))
        {
            if (!ProductVersion.TryParse(version, out var parsed))
            {
                throw new RequestRefusedException(CatalogProblems.BadRequest($"{field}: {Quoted.Text(version)} is not major.minor.patch, such as 1.0.0."));
            }

            number = parsed;
        }

        return await VisibleAsync(reference, number, http, cancellationToken)
            ?? throw new RequestRefusedException(number is { } unknown && await VersionsAsync(reference, http, cancellationToken) is { Count: > 0 } versions
                ? CatalogProblems.NoVersion(field, reference, unknown, versions)
                : CatalogProblems.NoProduct(reference, await NearestAsync(reference.Product, http, cancellationToken)));
    }

    /// <summary>Returns the product on which its own service reports. A report is part of a publish; a refusal is recorded.</summary>
    /// <param name="name">The product's name, without a major version.</param>
    /// <param name="major">The major version; null for the default one.</param>
    /// <param name="reported">The subject of the report, such as <c>runs</c>.</param>
    /// <param name="http">The request.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="RequestRefusedException">The caller does not publish it, or there is none.</exception>
    public async Task<ProductDetails> FindReportedAsync(string name, int? major, string reported, HttpContext http, CancellationToken cancellationToken)
    {
        if (!DataProductId.TryParse(name, out var id, out var wrong))
        {
            throw new RequestRefusedException(CatalogProblems.BadRequest($"name: {wrong}"));
        }

        var principal = http.User.ToPrincipal();
        if (decisions.DecideByName(principal, PolicyAction.Register, id) is { Permit: false } decision)
        {
            decisions.Record(principal, PolicyAction.Register, id, decision);
            throw new RequestRefusedException(CatalogProblems.Forbidden($"{id}: only those who publish it report on its {reported}. {decision.Reason}"));
        }

        var reference = new ProductReference(id, major);
        return await products.FindAsync(reference, cancellationToken) ?? throw new RequestRefusedException(CatalogProblems.NoProduct(reference));
    }

    /// <summary>Refuses callers that may not read a product: its major version is retired, or a rule denies it.</summary>
    public void RequireRead(ProductDetails product, HttpContext http)
    {
        if (product.Lifecycle is { State: MajorVersionState.Retired } retired)
        {
            throw new RequestRefusedException(CatalogProblems.Retired(product.Name, retired));
        }

        if (decisions.Decide(http.User.ToPrincipal(), PolicyAction.Read, product) is { Permit: false } decision)
        {
            throw new RequestRefusedException(CatalogProblems.Forbidden($"{product.Name}: {decision.ReasonWithRules}"));
        }
    }

    /// <summary>Returns the product and the decision that permits to operate it. A refusal is recorded; a permit is the caller's to record, with what it does.</summary>
    /// <exception cref="RequestRefusedException">The caller may not operate it, or not know of it.</exception>
    public async Task<(ProductDetails Product, PolicyDecision Decision)> FindOperableAsync(string name, HttpContext http, CancellationToken cancellationToken)
    {
        var product = await FindAsync(name, http, cancellationToken);
        var principal = http.User.ToPrincipal();
        var decision = decisions.Evaluate(principal, PolicyAction.Operate, product);
        if (decision.Permit)
        {
            return (product, decision);
        }

        decisions.Record(principal, PolicyAction.Operate, product.Name, decision);
        throw new RequestRefusedException(CatalogProblems.Forbidden($"{product.Name}: {decision.Reason}"));
    }

    private async Task<(ProductDetails Product, string? Revision)?> VisibleAsync(ProductReference reference, ProductVersion? number, HttpContext http, CancellationToken cancellationToken) =>
        await products.FindRevisedAsync(reference, number, cancellationToken) is var (product, revision) && decisions.Decide(http.User.ToPrincipal(), PolicyAction.Discover, product).Permit
            ? (product, revision)
            : null;

    /// <summary>Returns the versions of a product, or of a major version, that the caller may know of. It leaves no record of each.</summary>
    public async Task<IReadOnlyList<ProductVersion>> VersionsAsync(ProductReference reference, HttpContext http, CancellationToken cancellationToken)
    {
        var (bundle, principal) = (decisions.Bundle, http.User.ToPrincipal());
        return [.. (await products.VersionsAsync(reference.Product, cancellationToken))
            .Where(version => (reference.Major is null || version.Version.Major == reference.Major) && decisions.MayDiscover(bundle, principal, version)).Select(version => version.Version)];
    }

    /// <summary>The product that the caller may know of and probably meant; null where none is near, or the name is right.</summary>
    private async Task<string?> NearestAsync(DataProductId product, HttpContext http, CancellationToken cancellationToken)
    {
        var listed = await visibility.ListAsync(new CallerDecisions(decisions.Bundle, http.User.ToPrincipal()), domain: null, after: null, int.MaxValue, cancellationToken);
        return listed.Any(version => version.Product == product) ? null : Suggestion.Nearest(product.ToString(), listed.Select(version => version.Name));
    }

    private static ProductReference ReferenceOf(string name) => ProductReference.TryParse(name, out var reference, out var wrong)
        ? reference
        : throw new RequestRefusedException(CatalogProblems.BadRequest($"name: {wrong}"));
}
