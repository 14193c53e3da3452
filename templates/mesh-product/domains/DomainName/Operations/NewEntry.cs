namespace MeshStarter.DomainName.Operations;

/// <summary>The request of a caller to create an entry, or to change the one of the same id.</summary>
internal sealed record NewEntry(Guid Id, string Name, int Quantity)
{
    /// <summary>Returns the validation errors by field; empty if the request is valid.</summary>
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
