namespace MeshStarter.Sdk.Publishing;

/// <summary>A row of a product that this project publishes, of the major version that its descriptor has.</summary>
public interface IPublishedRow : IProductRow;
