using System.Globalization;

namespace MeshStarter.Contracts.Descriptors;

/// <summary>A time of day as descriptors write it: <c>06:00</c>, <c>6am</c>, <c>6:30 pm</c>.</summary>
internal static class ClockTime
{
    private static readonly string[] Forms = ["HH:mm", "H:mm", "htt", "h:mmtt"];

    public static bool TryParse(string text, out TimeOnly time) =>
        TimeOnly.TryParseExact(text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out time);

    /// <summary>Whether a word is the second half of a time such as <c>6 am</c>.</summary>
    public static bool IsHalfOfDay(string word) => word.Equals("am", StringComparison.OrdinalIgnoreCase) || word.Equals("pm", StringComparison.OrdinalIgnoreCase);
}
