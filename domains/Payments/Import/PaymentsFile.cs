using MeshStarter.Payments.Billing;
using MeshStarter.Sdk.Import;

namespace MeshStarter.Payments.Import;

/// <summary>
/// The Olist shop's <c>order_payments.csv</c>, with a row for each payment, numbered within its order. The shop's payment methods are
/// card, boleto and voucher. The method is a text here as in <see cref="Payment"/>, so a row with a new method is valid.
/// </summary>
internal static class PaymentsFile
{
    public static readonly CsvValueColumn<Guid> OrderId = CsvColumns.Id("order_id");
    public static readonly CsvValueColumn<int> Sequential = CsvColumns.Whole("payment_sequential", minimum: Payment.FirstSequential);
    public static readonly CsvValueColumn<string> Type = CsvColumns.Text("payment_type", Payment.TypeLength);
    public static readonly CsvValueColumn<int> Installments = CsvColumns.Whole("payment_installments", minimum: Payment.FewestInstallments);
    public static readonly CsvValueColumn<decimal> Amount = CsvColumns.Money("payment_value");

    public static readonly CsvFormat Format = new("order_payments.csv")
    {
        Key = [OrderId, Sequential],
        Columns = [Type, Installments, Amount],
        Unread = [CsvColumns.Whole("pay_pk", minimum: 0)],
    };
}
