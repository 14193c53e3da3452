using System.Collections.Frozen;
using MeshStarter.Policy.Filters;

namespace MeshStarter.Policy.Decisions;

/// <summary>The caller, from a validated token.</summary>
/// <param name="Subject">The person's or service's name (<c>sub</c>).</param>
/// <param name="Domain">The domain that it belongs to; null for platform services.</param>
/// <param name="Roles">The caller's roles, such as <c>analyst</c> or <c>service</c>.</param>
/// <param name="Purposes">The purposes that the caller reads for, such as <c>analytics</c>: the one that the request states, or those of the token.</param>
public sealed record Principal(
    string Subject, string? Domain, IReadOnlyList<string> Roles, IReadOnlyList<string> Purposes)
{
    private const int MaxPurpose = 100;

    /// <summary>Further claims of the token, by name; rules keep rows by them.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Claims { get; init; } = FrozenDictionary<string, IReadOnlyList<string>>.Empty;

    /// <summary>Returns why a text is no purpose; null where it is one.</summary>
    public static string? PurposeProblem(string purpose)
    {
        ArgumentNullException.ThrowIfNull(purpose);
        return purpose.Trim().Length is 0 or > MaxPurpose || purpose.Any(char.IsControl) ? $"A purpose is a text of 1 to {MaxPurpose} characters." : null;
    }

    /// <summary>Returns the caller as it reads for one stated purpose; null where its token has purposes, and this is none of them.</summary>
    /// <param name="purpose">The purpose.</param>
    public Principal? Stating(string purpose)
    {
        ArgumentNullException.ThrowIfNull(purpose);
        return Purposes.Count == 0 || Purposes.Contains(purpose, StringComparer.Ordinal) ? this with { Purposes = [purpose] } : null;
    }

    /// <summary>The values of a claim; empty where the caller has none.</summary>
    internal IReadOnlyList<string> ValuesOf(string claim) => claim switch
    {
        ClaimName.Subject => [Subject],
        ClaimName.Domain => Domain is null ? [] : [Domain],
        ClaimName.Roles => Roles,
        ClaimName.Purpose => Purposes,
        _ => Claims.TryGetValue(claim, out var values) ? values : [],
    };

    /// <summary>Whether the values of a claim are these, in this order. Nothing is allocated.</summary>
    internal bool HasValues(string claim, string[] values)
    {
        switch (claim)
        {
            case ClaimName.Subject:
                return values.Length == 1 && string.Equals(values[0], Subject, StringComparison.Ordinal);
            case ClaimName.Domain:
                return Domain is null ? values.Length == 0 : values.Length == 1 && string.Equals(values[0], Domain, StringComparison.Ordinal);
            default:
                var own = ValuesOf(claim);
                if (own.Count != values.Length)
                {
                    return false;
                }

                for (var i = 0; i < values.Length; i++)
                {
                    if (!string.Equals(own[i], values[i], StringComparison.Ordinal))
                    {
                        return false;
                    }
                }

                return true;
        }
    }
}
