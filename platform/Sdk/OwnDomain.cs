namespace MeshStarter.Sdk;

/// <summary>The domain whose service this is; its name is the audience of the tokens it takes (<c>Mesh:Identity:Audience</c>).</summary>
internal sealed record OwnDomain(string Name)
{
    /// <summary>The section of the domain's own settings: <c>Mesh:CustomerCare</c> for domain <c>customer_care</c>.</summary>
    public string Section => "Mesh:" + string.Concat(Name.Split('_', StringSplitOptions.RemoveEmptyEntries).Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
}
