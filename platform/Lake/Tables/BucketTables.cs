using MeshStarter.Lake.Reading;
using MeshStarter.Platform.Iceberg.Operations;
using MeshStarter.Platform.Storage;

namespace MeshStarter.Lake.Tables;

/// <summary>The tables of one bucket, for publishes and maintenance.</summary>
/// <param name="Catalog">Their catalog.</param>
/// <param name="Store">Their files.</param>
/// <param name="Reader">Reads them.</param>
/// <param name="Committer">Commits changes of them.</param>
/// <param name="Time">The clock.</param>
internal sealed record BucketTables(ITableCatalog Catalog, IObjectStore Store, TableReader Reader, TableCommitter Committer, TimeProvider Time);
