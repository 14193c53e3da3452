using MeshStarter.Inventory.Warehouse;
using MeshStarter.Platform.Samples;
using MeshStarter.Sdk.Import;

namespace MeshStarter.Inventory.Import;

/// <summary>Imports the Olist shop's products through <see cref="StockStore"/>, one transaction a batch.</summary>
internal sealed class ArticleImport(SourceData source, StockStore store, ImportLedger ledger) : SourceImport(source, ledger)
{
    private const int BatchSize = 1_000;

    protected override async Task ImportAsync(string folder, CancellationToken cancellationToken)
    {
        foreach (var batch in Read(folder).Chunk(BatchSize))
        {
            await store.ListAsync(batch, cancellationToken);
        }
    }

    private IEnumerable<Article> Read(string folder) => Ledger.Rows(new CsvFile(folder, ProductsFile.Format))
        .Select(row => new Article(row.Get(ProductsFile.ProductId), row.Get(ProductsFile.Category)));
}
