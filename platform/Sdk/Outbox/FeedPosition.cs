using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;

namespace MeshStarter.Sdk.Outbox;

/// <summary>
/// The id of an event in a feed: its position and its own id, <c>0000000000000042::…uuid…</c>. With the position in it, a reader can
/// continue even after its last event is gone (http-feeds.org, "lastEventId").
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct FeedPosition(long Position, Guid EventId)
{
    private const string Separator = "::";

    public override string ToString() => $"{Position.ToString("D16", CultureInfo.InvariantCulture)}{Separator}{EventId:D}";

    public static bool TryParse([NotNullWhen(true)] string? text, out FeedPosition position)
    {
        position = default;
        if (text is null || text.Split(Separator) is not [var place, var id]
            || !long.TryParse(place, NumberStyles.None, CultureInfo.InvariantCulture, out var at) || !Guid.TryParseExact(id, "D", out var eventId))
        {
            return false;
        }

        position = new FeedPosition(at, eventId);
        return true;
    }
}
