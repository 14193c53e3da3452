using MeshStarter.Inventory.Warehouse;

namespace MeshStarter.Inventory.Products.StockLevels;

// The build generates the record from data-product.yaml.
internal sealed partial record StockLevelsRow
{
    /// <summary>Maps the stock of a product to its row.</summary>
    public static StockLevelsRow Of(Stock stock) => new(stock.ProductId, stock.Category, stock.Opening, stock.Sold, stock.Opening - stock.Sold, stock.UpdatedAt);
}
