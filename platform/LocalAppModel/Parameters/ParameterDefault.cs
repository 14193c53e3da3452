namespace Aspire.Hosting.ApplicationModel;

/// <summary>A value of a parameter that configuration does not give. Only a publish makes one, and nothing is published here.</summary>
public abstract class ParameterDefault
{
}
