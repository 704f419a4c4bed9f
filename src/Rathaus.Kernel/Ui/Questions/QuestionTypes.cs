namespace Rathaus.Kernel.Ui.Questions;

internal static class QuestionTypes
{
    public static Type ComponentOf(FieldType type) => type switch
    {
        FieldType.Text => typeof(TextQuestion),
        FieldType.LongText => typeof(LongTextQuestion),
        FieldType.YesNo => typeof(YesNoQuestion),
        FieldType.Integer => typeof(IntegerQuestion),
        FieldType.Decimal => typeof(DecimalQuestion),
        FieldType.Money => typeof(MoneyQuestion),
        FieldType.Date => typeof(DateQuestion),
        FieldType.PartialDate => typeof(PartialDateQuestion),
        FieldType.Choice => typeof(ChoiceQuestion),
        FieldType.MultipleChoice => typeof(MultipleChoiceQuestion),
        FieldType.Country => typeof(CountryQuestion),
        FieldType.Person => typeof(PersonQuestion),
        FieldType.Organisation => typeof(OrganisationQuestion),
        FieldType.Address => typeof(AddressQuestion),
        FieldType.Iban => typeof(IbanQuestion),
        FieldType.Plate => typeof(PlateQuestion),
        FieldType.Vin => typeof(VinQuestion),
        FieldType.Months => typeof(MonthsQuestion),
        FieldType.Email => typeof(EmailQuestion),
        FieldType.Phone => typeof(PhoneQuestion),
        FieldType.File => typeof(FileQuestion),
        FieldType.Geometry => typeof(GeometryQuestion),
        FieldType.Group => typeof(GroupQuestion),
        FieldType.RepeatingGroup => typeof(RepeatingGroupQuestion),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Unknown type of question"),
    };
}
