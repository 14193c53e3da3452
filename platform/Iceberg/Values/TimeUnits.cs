namespace MeshStarter.Platform.Iceberg.Values;

/// <summary>Days, months and years of what the specification counts from 1970-01-01. Everything rounds down, before 1970 too.</summary>
internal static class TimeUnits
{
    public const long MicrosPerHour = 3_600_000_000;
    public const long MicrosPerDay = 24 * MicrosPerHour;
    public const long NanosPerMicro = 1_000;

    /// <summary>Division that rounds down.</summary>
    public static long Floor(long value, long by) => value >= 0 ? value / by : ((value + 1) / by) - 1;

    /// <summary>Years since 1970 of a day.</summary>
    public static int YearOf(long day) => (int)(Civil(day).Year - 1970);

    /// <summary>Months since January 1970 of a day.</summary>
    public static int MonthOf(long day)
    {
        var (year, month) = Civil(day);
        return (int)(((year - 1970) * 12) + month - 1);
    }

    // The engine's and the specification's dates go far beyond .NET's. Eras of 400 years, years that begin in March:
    // Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
    private static (long Year, int Month) Civil(long day)
    {
        const int daysPerEra = 146_097;
        var shifted = day + 719_468;
        var era = Floor(shifted, daysPerEra);
        var dayOfEra = shifted - (era * daysPerEra);
        var yearOfEra = (dayOfEra - (dayOfEra / 1_460) + (dayOfEra / 36_524) - (dayOfEra / 146_096)) / 365;
        var dayOfYear = dayOfEra - ((365 * yearOfEra) + (yearOfEra / 4) - (yearOfEra / 100));
        var marchMonth = ((5 * dayOfYear) + 2) / 153;
        var month = (int)(marchMonth < 10 ? marchMonth + 3 : marchMonth - 9);
        return ((era * 400) + yearOfEra + (month <= 2 ? 1 : 0), month);
    }
}
