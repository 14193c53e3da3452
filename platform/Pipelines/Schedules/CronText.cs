using System.Diagnostics.CodeAnalysis;
using Cronos;
using MeshStarter.Contracts.Products;

namespace MeshStarter.Platform.Pipelines.Schedules;

/// <summary>Reads cron expressions of five fields.</summary>
internal static class CronText
{
    /// <summary>Describes how to write one, as a sentence for messages.</summary>
    public const string Form = "Write five fields (minute, hour, day of the month, month, day of the week), such as \"15 6 * * *\".";

    private const int Fields = 5;

    /// <summary>Reads an expression; on failure the sentence says what is wrong.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out CronExpression? expression, [NotNullWhen(false)] out string? error)
    {
        (expression, error) = (null, null);
        var fields = FieldsOf(text).Length;
        if (fields != Fields)
        {
            error = $"{Quoted.Text(text)} has {fields} fields, and cron has {Fields}.";
            return false;
        }

        try
        {
            expression = CronExpression.Parse(text, CronFormat.Standard);
            return true;
        }
        catch (Exception wrong) when (wrong is FormatException or MissingSeedException)
        {
            error = $"{Quoted.Text(text)} is not a cron expression: {wrong.Message.TrimEnd('.')}.";
            return false;
        }
    }

    /// <summary>Whether an expression names days of the month and days of the week, which are all days that are both.</summary>
    public static bool NamesBothDays(string text) => FieldsOf(text) is [_, _, var ofMonth, _, var ofWeek] && ofMonth is not ("*" or "?") && ofWeek is not ("*" or "?");

    private static string[] FieldsOf(string text) => text.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
}
