using System.CommandLine;
using System.CommandLine.Parsing;
using MeshStarter.Contracts.Products;

namespace MeshStarter.Cli.Commands;

/// <summary>Says in a line what is wrong with a command line, without the help of its command and the names of types.</summary>
internal static class UsageProblem
{
    private static readonly Dictionary<Type, string> Forms = new()
    {
        [typeof(Guid)] = "id, such as 0199a1b2-0000-7000-8000-000000000001. The list shows it",
        [typeof(bool)] = "true or false",
        [typeof(int)] = $"whole number up to {int.MaxValue}",
        [typeof(long)] = "whole number",
        [typeof(DateOnly)] = "date, such as 2027-01-31",
        [typeof(DateTimeOffset)] = "time, such as 2027-01-31T12:00:00Z",
    };

    /// <summary>Returns the problems of a call.</summary>
    public static string Of(ParseResult call) => string.Join(' ', call.Errors.Select(Of).Distinct(StringComparer.Ordinal));

    /// <summary>Refuses a text that is no id. An argument that may be left out has it parsed where it is used alone.</summary>
    public static void RefuseNoId(Argument<Guid?> argument) => argument.Validators.Add(result =>
    {
        if (result.Tokens is [var token] && !Guid.TryParse(token.Value, out _))
        {
            result.AddError(Text(argument.Name, Forms[typeof(Guid)], token.Value));
        }
    });

    private static string Of(ParseError error)
    {
        var message = string.Join(' ', error.Message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        (string Name, Type Type)? named = error.SymbolResult switch
        {
            OptionResult option => (option.Option.Name, option.Option.ValueType),
            ArgumentResult { Parent: OptionResult option } => (option.Option.Name, option.Option.ValueType),
            ArgumentResult argument => (argument.Argument.Name, argument.Argument.ValueType),
            _ => null,
        };
        // The library's texts name a command and a type; those of commands begin with what is wrong.
        if (named is not (var name, var type) || message.StartsWith($"{name}: ", StringComparison.Ordinal))
        {
            return message;
        }

        var form = Nullable.GetUnderlyingType(type) ?? type;
        return error.SymbolResult!.Tokens is not [var token, ..] ? $"{name}: is missing."
            : message.Contains("expects a single argument", StringComparison.Ordinal) ? $"{name}: is given more than once."
            : Forms.TryGetValue(form, out var words) ? Text(name, words, token.Value)
            : message.StartsWith("Argument ", StringComparison.Ordinal) ? $"{name}: {message}"
            : message;
    }

    private static string Text(string name, string form, string value) => $"{name}: {Quoted.Text(value)} is no {form}.";
}
