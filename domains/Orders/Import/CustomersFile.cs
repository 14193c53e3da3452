using MeshStarter.Sdk.Import;

namespace MeshStarter.Orders.Import;

/// <summary>
/// The Olist shop's <c>customers.csv</c>, with a row for the customer of each order. All columns but the ids of row and customer are
/// personal data.
/// </summary>
internal static class CustomersFile
{
    public static readonly CsvValueColumn<Guid> CustomerId = CsvColumns.Id("customer_id");
    public static readonly CsvValueColumn<string?> City = CsvColumns.OptionalText("customer_city") with { IsPersonal = true };
    public static readonly CsvValueColumn<string?> State = CsvColumns.OptionalText("customer_state") with { IsPersonal = true };

    public static readonly CsvFormat Format = new("customers.csv")
    {
        Key = [CustomerId],
        Columns = [City, State],
        Unread =
        [
            CsvColumns.Whole("customer_pk", minimum: 0),
            CsvColumns.Id("customer_unique_id") with { IsPersonal = true },
            CsvColumns.Digits("customer_zip_code_prefix", length: 5) with { IsPersonal = true },
        ],
    };
}
