using System.Security.Cryptography;
using System.Text.Json;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Lifecycle;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;
using MeshStarter.Contracts.Types;
using MeshStarter.Policy.Decisions;

namespace MeshStarter.Catalog.Search;

/// <summary>
/// The properties of a product that facets and policy read. Products with the same ones share a profile, so that a search decides once for all of
/// them. Policy reads a product's name, too: products that a rule names are decided one by one.
/// </summary>
internal sealed record SearchProfile
{
    /// <summary>The product's domain.</summary>
    public required string Domain { get; init; }

    /// <summary>The product's kind.</summary>
    public required ProductKind Kind { get; init; }

    /// <summary>The classification that its version declares.</summary>
    public required Classification Classification { get; init; }

    /// <summary>The kinds of its ports, in order.</summary>
    public required IReadOnlyList<PortType> Ports { get; init; }

    /// <summary>The tags of its columns, in ordinal order; a column of <c>access.pii_fields</c> has the tag <c>pii</c>.</summary>
    public required IReadOnlyList<string> Tags { get; init; }

    /// <summary>The terms of a product whose other versions are stricter, which has a profile of its own; null for the others.</summary>
    public SearchTerms? Terms { get; init; }

    /// <summary>Makes the profile of a product version, with the stricter terms of its other versions.</summary>
    public static SearchProfile Of(ProductDetails product)
    {
        var columns = PolicyResource.FromProduct(product).Columns;
        return new SearchProfile
        {
            Domain = product.Name.Domain,
            Kind = product.Kind,
            Classification = product.Access.Classification,
            Ports = [.. product.Ports.Select(port => port.Type).Distinct().Order()],
            Tags = [.. columns.SelectMany(column => column.Tags).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            Terms = product.Stricter is { } stricter
                ? new SearchTerms(product.Name, product.Version, [.. columns.Select(column => new TaggedColumn(column.Name, column.Tags))], stricter)
                : null,
        };
    }

    /// <summary>The profile as it is stored, with its digest.</summary>
    public (string Json, byte[] Digest) Write()
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(this, MeshJson.Options);
        return (System.Text.Encoding.UTF8.GetString(json), SHA256.HashData(json));
    }

    /// <summary>Makes policy's resource of a product with this profile.</summary>
    public PolicyResource ResourceOf(DataProductId product) => Terms is { } terms
        ? new PolicyResource(product, Classification, [.. terms.Columns.Select(column => new PolicyColumn(column.Name, PrimitiveType.Text, column.Tags))]) { Version = terms.Version, Stricter = terms.Stricter }
        // Whether a product may be discovered depends on the tags that its columns have, whichever column has them.
        : new PolicyResource(product, Classification, [new PolicyColumn("column", PrimitiveType.Text, Tags)]);
}

/// <summary>The terms of a product whose other versions are stricter.</summary>
/// <param name="Product">The product.</param>
/// <param name="Version">The version that the profile is of.</param>
/// <param name="Columns">Its columns with their tags.</param>
/// <param name="Stricter">The terms of the other versions.</param>
internal sealed record SearchTerms(DataProductId Product, ProductVersion Version, IReadOnlyList<TaggedColumn> Columns, IReadOnlyList<StricterTerms> Stricter);
