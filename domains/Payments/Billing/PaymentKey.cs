using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace MeshStarter.Payments.Billing;

/// <summary>Key of a payment: its order and its number there, written <c>…order…:1</c>. It is also the cursor of pages of payments.</summary>
internal sealed record PaymentKey(Guid OrderId, int PaymentSequential)
{
    public static bool TryParse(string text, [NotNullWhen(true)] out PaymentKey? key)
    {
        key = text.Split(':') is [var order, var number] && Guid.TryParseExact(order, "D", out var orderId)
            && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var sequential)
                ? new PaymentKey(orderId, sequential) : null;
        return key is not null;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{OrderId:D}:{PaymentSequential}");
}
