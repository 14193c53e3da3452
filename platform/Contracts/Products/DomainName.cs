namespace MeshStarter.Contracts.Products;

/// <summary>The name of a domain.</summary>
public static class DomainName
{
    /// <summary>The name of the domain of a project: <c>CustomerCare</c> is of <c>customer_care</c>.</summary>
    public static string OfProject(string project)
    {
        ArgumentNullException.ThrowIfNull(project);
        return string.Concat(project.Select((letter, at) => at > 0 && letter is >= 'A' and <= 'Z' && project[at - 1] is (>= 'a' and <= 'z') or (>= '0' and <= '9')
            ? $"_{letter}"
            : $"{letter}")).ToLowerInvariant();
    }
}
