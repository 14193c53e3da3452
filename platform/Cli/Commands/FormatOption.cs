using System.CommandLine;
using System.Text.Json;
using MeshStarter.Contracts.Json;

namespace MeshStarter.Cli.Commands;

/// <summary>The option <c>--format</c> of commands that write text or JSON.</summary>
internal static class FormatOption
{
    /// <summary>For a command that writes one object.</summary>
    public static Option<string> OfOne() => Create("How it is written: text, or json");

    /// <summary>For a command that writes a list.</summary>
    /// <param name="items">The items of the list.</param>
    public static Option<string> OfList(string items = "they") => Create($"How {items} are written: text, or json (an object a line)");

    /// <summary>Whether JSON is to be written.</summary>
    public static bool IsJson(ParseResult result, Option<string> format) => result.GetValue(format) == "json";

    /// <summary>Writes an answer, or its text.</summary>
    public static Task WriteAsync(ParseResult result, Option<string> format, JsonElement answer, Func<string> text) =>
        Console.Out.WriteLineAsync(IsJson(result, format) ? answer.GetRawText() : text());

    /// <summary>Writes an object, or its text.</summary>
    public static Task WriteAsync<T>(ParseResult result, Option<string> format, T value, Func<string> text) =>
        Console.Out.WriteLineAsync(IsJson(result, format) ? JsonSerializer.Serialize(value, MeshJson.Options) : text());

    /// <summary>Writes an object where JSON is to be written, of a command that otherwise says on standard error what it did.</summary>
    public static Task WriteJsonAsync<T>(ParseResult result, Option<string> format, T value) =>
        IsJson(result, format) ? Console.Out.WriteLineAsync(JsonSerializer.Serialize(value, MeshJson.Options)) : Task.CompletedTask;

    private static Option<string> Create(string description)
    {
        var format = new Option<string>("--format") { Description = description, DefaultValueFactory = _ => "text" };
        format.AcceptOnlyFromAmong("text", "json");
        return format;
    }
}
