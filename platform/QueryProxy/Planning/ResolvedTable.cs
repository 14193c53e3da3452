using MeshStarter.Contracts.Products;
using MeshStarter.Platform.Sql.Analysis;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.QueryProxy.Metadata;
using MeshStarter.QueryProxy.Products;

namespace MeshStarter.QueryProxy.Planning;

/// <summary>A resolved table name: a product (which need not exist), a table about its states, or one about the mesh.</summary>
internal abstract record ResolvedTable(TableReference Reference)
{
    internal abstract record OfProduct(TableReference Reference, ProductReference Id) : ResolvedTable(Reference);

    internal sealed record Product(TableReference Reference, ProductReference Id) : OfProduct(Reference, Id);

    internal sealed record History(TableReference Reference, ProductReference Id, ProductHistory Kind) : OfProduct(Reference, Id);

    internal sealed record Metadata(TableReference Reference, MetadataTable Table) : ResolvedTable(Reference);

    internal sealed record Unknown(TableReference Reference, QueryFailure Failure) : ResolvedTable(Reference);
}
