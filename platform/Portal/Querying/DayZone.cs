using MeshStarter.Contracts.Texts;
using MeshStarter.Contracts.Times;
using NodaTime;

namespace MeshStarter.Portal.Querying;

/// <summary>The time zone in which the days of a form begin and end.</summary>
internal static class DayZone
{
    /// <summary>The zone where the reader names none.</summary>
    public const string Default = "UTC";

    /// <summary>Finds the moment at which a day begins: where the clock is changed at midnight, after the last hour of the day before.</summary>
    /// <param name="day">The day.</param>
    /// <param name="zone">The name of the zone, such as <c>Europe/Berlin</c>; empty for <see cref="Default"/>.</param>
    /// <returns>The moment. Or what is wrong with the zone.</returns>
    public static (Instant Start, string? Problem) StartOf(DateOnly day, string? zone)
    {
        var name = string.IsNullOrWhiteSpace(zone) ? Default : zone.Trim();
        return ZoneData.TryFind(name, out var known)
            ? (known.AtStartOfDay(LocalDate.FromDateOnly(day)).ToInstant(), null)
            : (default, $"Time zone: {VisibleText.Line(name)} is not known. Write one such as Europe/Berlin or UTC.");
    }
}
