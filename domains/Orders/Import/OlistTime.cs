namespace MeshStarter.Orders.Import;

/// <summary>Parses times of the Olist shop: local time in Brazil, without a zone.</summary>
internal static class OlistTime
{
    public const string Format = "M/d/yyyy H:mm";
}
