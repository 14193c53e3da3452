using System.Text.Json.Serialization;
using MeshStarter.Contracts.Descriptors.Reading;
using MeshStarter.Contracts.Evolution;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Products;

namespace MeshStarter.Contracts.Descriptors;

/// <summary>
/// The contract of one product: the content of its <c>data-product.yaml</c>. As JSON it has the same keys.
/// </summary>
/// <remarks>
/// <see cref="DescriptorReader"/> is what checks one; a descriptor read from JSON by the serializer has the right types,
/// not more. The lists make records unequal that say the same: compare their JSON, or ask <see cref="ContractComparison"/>.
/// </remarks>
public sealed record DataProductDescriptor
{
    /// <summary><c>domain.product</c>.</summary>
    public required DataProductId Name { get; init; }

    /// <summary>The version of this contract; 1.0.0 when not given.</summary>
    public ProductVersion Version { get; init; } = ProductVersion.First;

    /// <summary>The kind of the product's sources; source-aligned when not given.</summary>
    public ProductKind Kind { get; init; } = ProductKind.SourceAligned;

    /// <summary>The team or use that a consumer-aligned product is made for; null where none is stated.</summary>
    public string? Consumer { get; init; }

    /// <summary>The owner's e-mail address.</summary>
    public required string Owner { get; init; }

    /// <summary>The person who decides about the product; null where none is named.</summary>
    public AccountablePerson? Accountable { get; init; }

    /// <summary>The description of the product; empty when there is none.</summary>
    public string Description { get; init; } = "";

    /// <summary>The products that it is made of, as its owner declares them; empty where nothing is declared. Lineage has what publishes read.</summary>
    public IReadOnlyList<DataProductId> Inputs { get; init; } = [];

    /// <summary>The columns in order, at least one.</summary>
    public required IReadOnlyList<ColumnDefinition> Schema { get; init; }

    /// <summary>
    /// The columns that name a row of a product that shows the current state: one row per key, the latest counts. Empty
    /// for facts, which are only ever added.
    /// </summary>
    public IReadOnlyList<string> Key { get; init; } = [];

    /// <summary>The promised quality of the data.</summary>
    public QualityTerms Quality { get; init; } = new();

    /// <summary>The access terms.</summary>
    public AccessTerms Access { get; init; } = new();

    /// <summary>The division of its table's rows into files; empty leaves them together. It changes nothing that a reader sees.</summary>
    public IReadOnlyList<PartitionTerm> PartitionBy { get; init; } = [];

    /// <summary>The time that rows stay; null is for ever.</summary>
    public RetentionTerms? Retention { get; init; }

    /// <summary>The longest time that a row waits for the publish of its table, at least a second; null derives it from <see cref="QualityTerms.FreshnessSla"/>.</summary>
    [JsonConverter(typeof(DurationTextJsonConverter))]
    public TimeSpan? PublishInterval { get; init; }

    /// <summary>The ways to read it, at least one; <c>table</c> when not given.</summary>
    public IReadOnlyList<PortType> Ports { get; init; } = [PortType.Table];

    /// <summary>Queries to start from.</summary>
    public IReadOnlyList<string> Examples { get; init; } = [];

    /// <inheritdoc cref="AccessTerms.IsPii"/>
    public bool IsPii(string column) => Access.IsPii(column, Schema);
}
