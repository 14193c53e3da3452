using System.Runtime.InteropServices;

namespace MeshStarter.Contracts.Rows;

/// <summary>
/// Collects the violations of a row. A violation is noted without a path; each level on the way out prepends its own name to those
/// noted below it, so that a valid row costs no text.
/// </summary>
internal sealed class RowViolations
{
    private readonly List<RowViolation> _found = [];

    public int Count => _found.Count;

    /// <summary>Notes something.</summary>
    /// <param name="rule">The rule that is broken.</param>
    /// <param name="message">The fault.</param>
    /// <param name="path">The path below the noting level: empty for itself, <c>.name</c> for a field of it.</param>
    public void Add(string rule, string message, string path = "") => _found.Add(new RowViolation(path, rule, message));

    /// <summary>Notes what was taken before.</summary>
    /// <param name="violations">The violations.</param>
    /// <param name="segment">What is put before their paths.</param>
    public void AddAll(IReadOnlyList<RowViolation> violations, string segment = "")
    {
        var from = _found.Count;
        _found.AddRange(violations);
        if (segment.Length > 0)
        {
            Prefix(from, segment);
        }
    }

    /// <summary>Puts <c>.name</c> or <c>[3]</c> before the paths of what was found since.</summary>
    public void Prefix(int from, string segment)
    {
        foreach (ref var violation in CollectionsMarshal.AsSpan(_found)[from..])
        {
            violation = violation with { Path = segment + violation.Path };
        }
    }

    public void Forget(int from) => _found.RemoveRange(from, _found.Count - from);

    /// <summary>Returns what was found since, and forgets it.</summary>
    public IReadOnlyList<RowViolation> Take(int from)
    {
        if (_found.Count == from)
        {
            return [];
        }

        var taken = _found[from..];
        Forget(from);
        return taken;
    }

    /// <summary>Returns the violations with their full paths: <c>items[2].price</c>, and <c>$</c> for the row itself.</summary>
    public IReadOnlyList<RowViolation> ToReport() =>
        [.. _found.Select(violation => violation with { Path = violation.Path.Length == 0 ? "$" : violation.Path[0] == '.' ? violation.Path[1..] : violation.Path })];
}
