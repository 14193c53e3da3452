using MeshStarter.Contracts;
using MeshStarter.QueryProxy.Failures;
using MeshStarter.QueryProxy.Metadata;
using MeshStarter.QueryProxy.Sql;

namespace MeshStarter.QueryProxy.Planning;

/// <summary>What a table's name can mean: a product (which need not exist), or a table of metadata.</summary>
internal abstract record ResolvedTable(TableReference Reference)
{
    internal sealed record Product(TableReference Reference, ProductReference Id) : ResolvedTable(Reference);

    internal sealed record Metadata(TableReference Reference, MetadataTable Table) : ResolvedTable(Reference);

    internal sealed record Unknown(TableReference Reference, QueryFailure Failure) : ResolvedTable(Reference);
}
