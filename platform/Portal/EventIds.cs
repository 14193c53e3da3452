namespace MeshStarter.Portal;

/// <summary>The event ids of this service's log lines, each used once.</summary>
internal static class EventIds
{
    public const int SignInRefused = 2800;
    public const int RefreshRefused = 2801;
    public const int ExchangeRefused = 2802;
}
