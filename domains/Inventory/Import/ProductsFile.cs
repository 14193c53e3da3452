using MeshStarter.Sdk.Import;

namespace MeshStarter.Inventory.Import;

/// <summary>The Olist shop's <c>products.csv</c>, with a row for each product. Some products have neither a category nor a description, some no size.</summary>
internal static class ProductsFile
{
    public static readonly CsvValueColumn<Guid> ProductId = CsvColumns.Id("product_id");
    public static readonly CsvValueColumn<string?> Category = CsvColumns.OptionalText("product_category_name");

    public static readonly CsvFormat Format = new("products.csv")
    {
        Key = [ProductId],
        Columns = [Category],
        // The source misspells "length" in two columns.
        Unread =
        [
            CsvColumns.Whole("product_pk", minimum: 0),
            CsvColumns.Whole("product_name_lenght", minimum: 0).OrEmpty(),
            CsvColumns.Whole("product_description_lenght", minimum: 0).OrEmpty(),
            CsvColumns.Whole("product_photos_qty", minimum: 0).OrEmpty(),
            CsvColumns.Whole("product_weight_g", minimum: 0).OrEmpty(),
            CsvColumns.Whole("product_length_cm", minimum: 0).OrEmpty(),
            CsvColumns.Whole("product_height_cm", minimum: 0).OrEmpty(),
            CsvColumns.Whole("product_width_cm", minimum: 0).OrEmpty(),
        ],
    };
}
