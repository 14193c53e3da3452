using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Slo;

namespace MeshStarter.Contracts.Lineage;

/// <summary>A node of a lineage.</summary>
public sealed record LineageItem
{
    /// <summary>Its id, by which its own lineage can be requested: <c>dataset:mesh:orders.orders</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The kind of the node.</summary>
    public required LineageItemType Type { get; init; }

    /// <summary>The namespace of its name: <c>mesh</c> for products.</summary>
    public required string Namespace { get; init; }

    /// <summary>Its name, of a column that of the dataset.</summary>
    public required string Name { get; init; }

    /// <summary>The column; null for other nodes.</summary>
    public string? Column { get; init; }

    /// <summary>Steps from dataset to dataset from the requested node, negative upstream.</summary>
    public required int Distance { get; init; }

    /// <summary>The facts of a product; null for other nodes.</summary>
    public LineageProduct? Product { get; init; }

    /// <summary>The transformation of a job; null for other nodes, and where nothing is known of it.</summary>
    public LineageTransformation? Transformation { get; init; }

    /// <summary>The place of a dataset outside the mesh, such as the address of a database; null where that is not known.</summary>
    public string? Source { get; init; }
}

/// <summary>A product in a lineage.</summary>
/// <param name="Version">Its version.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Owner">Who answers for it.</param>
/// <param name="Description">The first words about it.</param>
/// <param name="Classification">How far its data may travel.</param>
/// <param name="Status">Its state.</param>
public sealed record LineageProduct(ProductVersion Version, ProductKind Kind, string Owner, string Description, Classification Classification, ProductStatus Status);

/// <summary>The transformation that a job runs.</summary>
/// <param name="Sql">Its SQL without literals; null where it has none that can be shown.</param>
/// <param name="Location">Where its source code is; null where that is not known.</param>
/// <param name="Processing"><c>BATCH</c> or <c>STREAMING</c>; null where that is not known.</param>
/// <param name="State">The state of its newest run, such as <c>COMPLETE</c>; null where there is none.</param>
/// <param name="At">The time of that run.</param>
public sealed record LineageTransformation(string? Sql, string? Location, string? Processing, string? State, DateTimeOffset? At);
