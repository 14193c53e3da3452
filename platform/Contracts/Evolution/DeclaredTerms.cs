using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Lifecycle;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;

namespace MeshStarter.Contracts.Evolution;

/// <summary>The strictness with which one version of a contract declares that its data is handled: its classification, and the tags of its columns.</summary>
public sealed class DeclaredTerms
{
    private const string PersonalData = "pii";

    private readonly Dictionary<string, IReadOnlyList<string>> _tags = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="version">The version.</param>
    /// <param name="access">Its access terms.</param>
    /// <param name="columns">Its columns, or those that have tags.</param>
    public DeclaredTerms(ProductVersion version, AccessTerms access, IEnumerable<TaggedColumn> columns)
    {
        ArgumentNullException.ThrowIfNull(access);
        ArgumentNullException.ThrowIfNull(columns);
        (Version, Classification) = (version, access.Classification);
        foreach (var column in columns)
        {
            _tags[column.Name] = column.Tags;
        }

        foreach (var name in access.PiiFields.Select(field => field.Split('.')[0]))
        {
            var tags = _tags.GetValueOrDefault(name, []);
            if (!Has(tags, PersonalData))
            {
                _tags[name] = [.. tags, PersonalData];
            }
        }
    }

    /// <summary>The version.</summary>
    public ProductVersion Version { get; }

    /// <summary>Its classification.</summary>
    public Classification Classification { get; }

    /// <summary>The terms of a descriptor.</summary>
    public static DeclaredTerms Of(DataProductDescriptor descriptor)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        return new DeclaredTerms(descriptor.Version, descriptor.Access, Tagged(descriptor.Schema));
    }

    /// <summary>The terms of a product's version as the catalog keeps it.</summary>
    public static DeclaredTerms Of(ProductDetails product)
    {
        ArgumentNullException.ThrowIfNull(product);
        return new DeclaredTerms(product.Version, product.Access, Tagged(product.Schema));
    }

    /// <summary>Those of these terms that another version lacks, for its own columns; null when it has them all.</summary>
    /// <param name="other">The terms of the other version, with all of its columns.</param>
    public StricterTerms? Beyond(DeclaredTerms other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var columns = other._tags
            .Select(column => new TaggedColumn(column.Key, [.. _tags.GetValueOrDefault(column.Key, []).Where(tag => !Has(column.Value, tag))]))
            .Where(column => column.Tags.Count > 0)
            .OrderBy(column => column.Name, StringComparer.Ordinal)
            .ToList();
        return columns.Count == 0 && Classification <= other.Classification ? null : new StricterTerms
        {
            Version = Version,
            Classification = Classification > other.Classification ? Classification : null,
            Columns = columns,
        };
    }

    // A kind of a tag says as much as the tag.
    private static bool Has(IReadOnlyList<string> tags, string general) => tags.Any(tag => ColumnTag.Covers(general, tag));

    private static IEnumerable<TaggedColumn> Tagged(IEnumerable<ColumnDefinition> schema) => schema.Select(column => new TaggedColumn(column.Name, column.Tags));
}
