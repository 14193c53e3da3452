using MeshStarter.Payments.Billing;
using MeshStarter.Sdk.Import;

namespace MeshStarter.Payments.Import;

/// <summary>
/// The Olist shop's <c>order_payments.csv</c>: a row a payment, numbered within its order. The shop pays by card, boleto or
/// voucher, but a way to pay is a text as at billing's own endpoint: a new one is no broken row.
/// </summary>
internal static class PaymentsFile
{
    public static readonly CsvValueColumn<Guid> OrderId = CsvColumns.Id("order_id");
    public static readonly CsvValueColumn<int> Sequential = CsvColumns.Whole("payment_sequential", minimum: PaymentRules.FirstSequential);
    public static readonly CsvValueColumn<string> Type = CsvColumns.Text("payment_type", PaymentRules.TypeLength);
    public static readonly CsvValueColumn<int> Installments = CsvColumns.Whole("payment_installments", minimum: PaymentRules.FewestInstallments);
    public static readonly CsvValueColumn<decimal> Amount = CsvColumns.Money("payment_value");

    public static readonly CsvFormat Format = new("order_payments.csv")
    {
        Key = [OrderId, Sequential],
        Columns = [Type, Installments, Amount],
        Unread = [CsvColumns.Whole("pay_pk", minimum: 0)],
    };
}
