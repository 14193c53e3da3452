namespace MeshStarter.Orders.Import;

/// <summary>How the Olist shop writes a time: by its own clocks, which hang in Brazil, without a zone.</summary>
internal static class OlistTime
{
    public const string Format = "M/d/yyyy H:mm";
}
