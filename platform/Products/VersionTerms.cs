using System.Text.Json;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Evolution;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Lifecycle;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;

namespace MeshStarter.Platform.Products;

/// <summary>
/// The terms of a product's other versions that are in force for one of them: a column means what any contract said of it before, and a
/// classification stays. Within a major version every version counts; of another major version those that were there before it, because a
/// new major version that is stricter leaves the readers of the old one their notice.
/// </summary>
internal static class VersionTerms
{
    /// <summary>SQL of the other versions' terms of a row <c>v</c> of <c>product_versions</c>, as JSON; null where there are none.</summary>
    public const string OfOthers = """
        (SELECT jsonb_agg(jsonb_build_object(
            'version', o.details->'version', 'registered_at', o.details->'registered_at', 'access', o.details->'access',
            'columns', (SELECT coalesce(jsonb_agg(jsonb_build_object('name', c->'name', 'tags', c->'tags')), '[]') FROM jsonb_array_elements(o.details->'schema') c WHERE c->'tags' <> '[]')))
        FROM product_versions o WHERE o.name = v.name AND (o.major, o.minor, o.patch) <> (v.major, v.minor, v.patch))::text
        """;

    /// <summary>Reads a version with the stricter terms of the others.</summary>
    /// <param name="details">The version's details.</param>
    /// <param name="others">What <see cref="OfOthers"/> gives.</param>
    public static ProductDetails Read(string details, string? others)
    {
        var product = JsonSerializer.Deserialize<ProductDetails>(details, MeshJson.Options)!;
        return others is null
            ? product
            : product with { Stricter = Stricter(product, JsonSerializer.Deserialize<IReadOnlyList<OtherVersion>>(others, MeshJson.Options)!) };
    }

    /// <summary>The stricter terms of other versions that are in force for one; null where there are none.</summary>
    /// <param name="product">The version.</param>
    /// <param name="versions">All versions of the product, with or without it.</param>
    public static IReadOnlyList<StricterTerms>? Stricter(ProductDetails product, IReadOnlyList<ProductDetails> versions) => Stricter(
        product,
        [.. versions.Where(version => version.Version != product.Version).Select(version => new OtherVersion(
            version.Version, version.RegisteredAt, version.Access, [.. version.Schema.Select(column => new TaggedColumn(column.Name, column.Tags))]))]);

    private static List<StricterTerms>? Stricter(ProductDetails product, IReadOnlyList<OtherVersion> others)
    {
        var own = DeclaredTerms.Of(product);
        var since = others.Where(other => other.Version.Major == product.Version.Major).Select(other => other.RegisteredAt).Append(product.RegisteredAt).Min();
        var stricter = others
            .Where(other => other.Version.Major == product.Version.Major || other.RegisteredAt <= since)
            .OrderBy(other => other.Version)
            .Select(other => new DeclaredTerms(other.Version, other.Access, other.Columns).Beyond(own))
            .OfType<StricterTerms>()
            .ToList();
        return stricter.Count == 0 ? null : stricter;
    }

    private sealed record OtherVersion(ProductVersion Version, DateTimeOffset RegisteredAt, AccessTerms Access, IReadOnlyList<TaggedColumn> Columns);
}
