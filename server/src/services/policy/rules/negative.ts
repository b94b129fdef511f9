/*
 * A negative prompt says what a picture must not show: "clothes" there takes them off, while "nude" there is ordinary. Notation: `groups.ts`.
 */

/** Take clothing away when they stand in a negative prompt by themselves. */
export const negatedClothing: readonly string[] = [
  'cloth{es,ing,ed}',
  'clothings',
  'garment{,s}',
  'apparel',
  'attire',
  'wearing {anything,something}',
  '{fully,completely,properly} {clothed,dressed}',
  'dressed',
  'covered {up,body,breasts}',
  'kleidung',
  'bekleidet',
  'angezogen',
  'vetement{,s}',
  'habille{,e,s,es}',
  'ropa',
  'vestida',
  'vestido puesto',
  'vestiti',
  'vestita',
  'roupa{,s}',
]

/** Before it they mean a certain kind of clothing, or that it is missing: ordinary. */
export const clothingQualifiers: readonly string[] = [
  '{no,without,missing,lacking,absent,less,fewer,few,not,half,barely,un,poorly,badly,scantily}',
  '{bad,ugly,torn,ripped,dirty,wet,stained,wrinkled,creased,deformed,distorted,malformed,mismatched,weird,strange,extra,duplicate,duplicated,floating,broken,glitchy,messy,sloppy,tattered,ragged,damaged,blurry,unrealistic,inconsistent,asymmetrical,oversized,baggy,loose,tight,heavy,thick,bulky,excess,excessive,too,much,cut,cropped}',
  '{red,blue,green,yellow,orange,purple,pink,black,white,grey,gray,brown,beige,gold,golden,silver,dark,bright,light,colorful,colourful,neon,striped,plaid,checkered,floral,patterned,polka,shiny,glossy,matte,plain}',
  '{modern,contemporary,old,fashioned,vintage,medieval,historical,traditional,western,eastern,casual,formal,business,sports,sport,sporty,military,winter,summer,warm,cold,children,childrens,kids,baby,doll,mens,womens,male,female,work,school,street,fancy,luxury,expensive,cheap,gothic,punk,fantasy,futuristic,cosplay,religious,royal}',
  '{leather,latex,denim,cotton,silk,wool,woollen,fur,lace,velvet,rubber,plastic,nylon,metal}',
  '{revealing,transparent,sheer,skimpy,sexy,see,through,provocative,suggestive,short,inappropriate,immodest}',
  '{ohne,fehlende,sans,sin,senza,sem}',
]

/** After it they make another thing of it: ordinary. */
export const clothingCompounds: readonly string[] = [
  '{hanger,hangers,rack,racks,line,lines,peg,pegs,pin,pins,iron,shop,store,stores,moth,dryer,basket,pile,horse,brush,label,labels,brand,brands,tag,tags,logo,logos,folds,wrinkles,artifacts,texture,pattern,patterns,department,design,clipping,cutting,glitch,errors,error,melting,merging,blending}',
]

/** Both kinds together leave nothing on. */
export const upperGarments: readonly string[] = ['{shirt,shirts,blouse,blouses,sweater,sweaters,jacket,top,tops,tshirt}', 't shirt{,s}']
export const lowerGarments: readonly string[] = ['{pants,trousers,jeans,shorts,skirt,skirts,leggings}']
