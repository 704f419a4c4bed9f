namespace Rathaus.Registers;

/// <summary>The registers of a town; effects are named after them.</summary>
public static class RegisterNames
{
    public const string Residents = "residents";
    public const string Civil = "civil";
    public const string Vehicles = "vehicles";
    public const string Plates = "plates";
    public const string Businesses = "businesses";
    public const string Electoral = "electoral";
    public const string Titles = "titles";
    public const string Childcare = "childcare";
    public const string Licences = "licences";
    public const string Honorary = "honorary";
}
