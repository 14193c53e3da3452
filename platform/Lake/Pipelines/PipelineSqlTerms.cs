using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Types;

namespace MeshStarter.Lake.Pipelines;

/// <summary>Terms of the SELECT of a pipeline: the names that it may read, and the columns that it must yield.</summary>
/// <param name="Product">The descriptor of the product that it computes.</param>
/// <param name="Inputs">The products that it may read, by these names.</param>
/// <param name="Columns">The columns of an input; null where they are not known, and the SELECT is then not bound.</param>
/// <param name="WindowColumn">The type of the column that divides the product's rows into windows; null without windows.</param>
/// <param name="Zone">The IANA name of the zone of local dates and times.</param>
public sealed record PipelineSqlTerms(
    DataProductDescriptor Product, IReadOnlyList<ProductReference> Inputs, Func<ProductReference, IReadOnlyList<ColumnDefinition>?> Columns, ColumnType? WindowColumn, string Zone);
