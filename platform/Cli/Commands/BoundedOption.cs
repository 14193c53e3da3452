using System.CommandLine;
using System.Globalization;

namespace MeshStarter.Cli.Commands;

/// <summary>An option whose value is a whole number within bounds.</summary>
internal static class BoundedOption
{
    /// <summary>Creates the option.</summary>
    /// <param name="name">Its name, such as <c>--limit</c>.</param>
    /// <param name="description">What the number is, to which its bounds are added.</param>
    /// <param name="least">The least value.</param>
    /// <param name="most">The greatest value.</param>
    /// <param name="usual">The value where none is given.</param>
    public static Option<int> Create(string name, string description, int least, int most, int usual)
    {
        var bounds = string.Create(CultureInfo.InvariantCulture, $"from {least} to {most}");
        return Within(new Option<int>(name) { Description = $"{description}, {bounds}", DefaultValueFactory = _ => usual }, least, most, $"must be a whole number {bounds}.");
    }

    /// <summary>Refuses numbers outside the bounds, by a rule in words. A text that is no number is refused where the option is parsed.</summary>
    public static TOption Within<TOption>(TOption option, int least, int most, string rule)
        where TOption : Option
    {
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && int.TryParse(token.Value, NumberStyles.Integer, CultureInfo.InvariantCulture, out var value) && (value < least || value > most))
            {
                result.AddError($"{option.Name}: {rule}");
            }
        });
        return option;
    }
}
