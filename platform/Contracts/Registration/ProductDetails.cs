using System.Text.Json.Serialization;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Lifecycle;
using MeshStarter.Contracts.Products;

namespace MeshStarter.Contracts.Registration;

/// <summary>Everything the catalog knows of one version of a product.</summary>
public sealed record ProductDetails
{
    /// <inheritdoc cref="ProductSummary.Name"/>
    public required DataProductId Name { get; init; }

    /// <summary>The version these details are of.</summary>
    public required ProductVersion Version { get; init; }

    /// <inheritdoc cref="ProductSummary.Kind"/>
    public required ProductKind Kind { get; init; }

    /// <inheritdoc cref="DataProductDescriptor.Consumer"/>
    public string? Consumer { get; init; }

    /// <inheritdoc cref="ProductSummary.Owner"/>
    public required string Owner { get; init; }

    /// <inheritdoc cref="DataProductDescriptor.Accountable"/>
    public AccountablePerson? Accountable { get; init; }

    /// <inheritdoc cref="ProductSummary.Description"/>
    public required string Description { get; init; }

    /// <inheritdoc cref="DataProductDescriptor.Inputs"/>
    public IReadOnlyList<DataProductId> Inputs { get; init; } = [];

    /// <summary>The circle that the product may travel in: the classification in force, which may be stricter than the version declares.</summary>
    public required Classification Classification { get; init; }

    /// <summary>The columns in their order, with the tags in force.</summary>
    public required IReadOnlyList<ColumnDefinition> Schema { get; init; }

    /// <summary>The columns that identify a row of a current-state product; empty for facts.</summary>
    public required IReadOnlyList<string> Key { get; init; }

    /// <inheritdoc cref="ProductSummary.Ports"/>
    public required IReadOnlyList<PortLocation> Ports { get; init; }

    /// <summary>The product's service levels.</summary>
    public required ServiceLevels Slo { get; init; }

    /// <summary>Quality terms as declared.</summary>
    public required QualityTerms Quality { get; init; }

    /// <summary>Access terms as declared.</summary>
    public required AccessTerms Access { get; init; }

    /// <summary>
    /// Terms of other versions of the product that are stricter than this version's: they stay in force for every state and branch of it
    /// until the mesh's rules approve that they are gone. Null where there are none; the catalog fills it in.
    /// </summary>
    public IReadOnlyList<StricterTerms>? Stricter { get; init; }

    /// <summary>The division of its table's rows into files; empty where they are not divided.</summary>
    public IReadOnlyList<PartitionTerm> PartitionBy { get; init; } = [];

    /// <summary>The time that rows are kept; null where the descriptor has none.</summary>
    public RetentionTerms? Retention { get; init; }

    /// <summary>Queries that show what the product is good for.</summary>
    public required IReadOnlyList<string> Examples { get; init; }

    /// <summary>The status of its major version; the catalog fills it in.</summary>
    public MajorVersionStatus? Lifecycle { get; init; }

    /// <inheritdoc cref="ProductSummary.Reachability"/>
    public Reachability? Reachability { get; init; }

    /// <inheritdoc cref="ProductSummary.LastReportAt"/>
    public DateTimeOffset? LastReportAt { get; init; }

    /// <summary>Sentences for the owner on what the contract promises and cannot keep; only the answer to a registration has them.</summary>
    public IReadOnlyList<string>? Warnings { get; init; }

    /// <summary>The time at which this version was first registered.</summary>
    public required DateTimeOffset RegisteredAt { get; init; }

    /// <summary>The time at which this version was last registered with a change.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The major version of the product that this version is of.</summary>
    [JsonIgnore]
    public ProductMajorVersion ProductMajorVersion => new(Name, Version.Major);

    /// <summary>The details of a descriptor that is registered now, with its own terms in force.</summary>
    /// <param name="descriptor">The descriptor.</param>
    /// <param name="ports">The addresses of its ports.</param>
    /// <param name="now">The time of the registration.</param>
    public static ProductDetails Of(DataProductDescriptor descriptor, IReadOnlyList<PortLocation> ports, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        return new ProductDetails
        {
            Name = descriptor.Name,
            Version = descriptor.Version,
            Kind = descriptor.Kind,
            Consumer = descriptor.Consumer,
            Owner = descriptor.Owner,
            Accountable = descriptor.Accountable,
            Description = descriptor.Description,
            Inputs = descriptor.Inputs,
            Classification = descriptor.Access.Classification,
            Schema = descriptor.Schema,
            Key = descriptor.Key,
            Ports = ports,
            Slo = new ServiceLevels(descriptor.Quality.FreshnessSla, descriptor.Quality.Availability, descriptor.Quality.Completeness),
            Quality = descriptor.Quality,
            Access = descriptor.Access,
            PartitionBy = descriptor.PartitionBy,
            Retention = descriptor.Retention,
            Examples = descriptor.Examples,
            RegisteredAt = now,
            UpdatedAt = now,
        };
    }

    /// <summary>The descriptor as the catalog returns it, without the publish interval, which it does not keep: what registration rules are about.</summary>
    public DataProductDescriptor ToDescriptor() => new()
    {
        Name = Name,
        Version = Version,
        Kind = Kind,
        Consumer = Consumer,
        Owner = Owner,
        Accountable = Accountable,
        Description = Description,
        Inputs = Inputs,
        Schema = Schema,
        Key = Key,
        Quality = Quality,
        Access = Access,
        PartitionBy = PartitionBy,
        Retention = Retention,
        Ports = [.. Ports.Select(port => port.Type)],
        Examples = Examples,
    };
}
