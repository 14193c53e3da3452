using MeshStarter.Inventory.Warehouse;
using MeshStarter.Sdk.Import;

namespace MeshStarter.Inventory.Import;

/// <summary>Takes the Olist shop's products over through the warehouse's own door, a batch a transaction.</summary>
internal sealed class ArticleImport(SourceData source, StockBook book, ImportLedger ledger) : SourceImport(source, ledger)
{
    private const int BatchSize = 1_000;

    protected override async Task ImportAsync(string folder, CancellationToken cancellationToken)
    {
        foreach (var batch in Read(folder).Chunk(BatchSize))
        {
            await book.ListAsync(batch, cancellationToken);
        }
    }

    private IEnumerable<Article> Read(string folder)
    {
        var file = new CsvFile(folder, "products.csv");
        foreach (var row in file.Rows("product_id", "product_category_name"))
        {
            var article = new Article(row.Uuid("product_id"), row.Optional("product_category_name"));
            if (Ledger.Accept(row))
            {
                Ledger.Imported(file, 1);
                yield return article;
            }
        }
    }
}
