namespace MeshStarter.DomainName.Operations;

/// <summary>What a caller sends to have an entry written, or changed when its id is there already.</summary>
internal sealed record NewEntry(Guid Id, string Name, int Quantity)
{
    /// <summary>What is wrong with it, by field; empty when it is fine.</summary>
    public Dictionary<string, string[]> Problems()
    {
        Dictionary<string, string[]> problems = new(StringComparer.Ordinal);
        if (Name.Length is 0 or > 200)
        {
            problems["name"] = ["A name of 1 to 200 characters is needed."];
        }

        if (Quantity < 0)
        {
            problems["quantity"] = ["A quantity is 0 or more."];
        }

        return problems;
    }
}
