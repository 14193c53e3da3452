using MeshStarter.Contracts;
using MeshStarter.Contracts.Lifecycle;
using MeshStarter.Contracts.Products;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MeshStarter.Catalog;

/// <summary>Problem responses of the catalog.</summary>
internal static class CatalogProblems
{
    public static ProblemHttpResult BadRequest(string detail) => Of(StatusCodes.Status400BadRequest, ProblemTypes.BadRequest, detail);

    public static ProblemHttpResult Forbidden(string detail) => Of(StatusCodes.Status403Forbidden, ProblemTypes.Forbidden, detail);

    public static ProblemHttpResult Retired(DataProductId product, MajorVersionStatus major) => Of(
        StatusCodes.Status410Gone,
        ProblemTypes.ProductRetired,
        $"name: {product}@{major.Major} was retired at {major.RetiresAt:u}. {(major.Successor is { } successor ? $"Read {successor} instead." : "It has no successor.")}");

    public static ProblemHttpResult NoProduct(ProductReference name, string? nearest = null) => Of(
        StatusCodes.Status404NotFound,
        ProblemTypes.ProductNotFound,
        $"name: there is no product \"{name}\" that you may see; GET /products lists those that there are.{(nearest is null ? "" : $" Did you mean {nearest}?")}");

    public static ProblemHttpResult NoVersion(string field, ProductReference name, ProductVersion unknown, IReadOnlyList<ProductVersion> versions) => Of(
        StatusCodes.Status404NotFound,
        ProblemTypes.NotFound,
        $"{field}: there is no version {unknown} of {name} that you may see. There is {string.Join(", ", versions)}.");

    /// <summary>A contract does not fit alongside the registered ones; <c>least_version</c> of the answer is the least that its version may be.</summary>
    public static ProblemHttpResult VersionConflict(string detail, ProductVersion? least) => TypedResults.Problem(
        detail,
        statusCode: StatusCodes.Status409Conflict,
        type: ProblemTypes.VersionConflict,
        extensions: least is { } version ? new Dictionary<string, object?>(StringComparer.Ordinal) { ["least_version"] = version.ToString() } : null);

    public static ProblemHttpResult Of(int status, string type, string detail) => TypedResults.Problem(detail, statusCode: status, type: type);
}
